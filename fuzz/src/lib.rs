//! The bodies of the fuzz targets: those of the property tests.

#[path = "../../tests/properties/bodies.rs"]
pub mod bodies;
