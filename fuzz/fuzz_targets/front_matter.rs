#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = tidings_fuzz::bodies::front_matter_is_read(text);
});
