#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = tidings_fuzz::bodies::shortcodes_are_read(text);
});
