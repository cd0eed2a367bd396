#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = tidings_fuzz::bodies::settings_are_read(text);
});
