#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = tidings_fuzz::bodies::a_page_is_parsed(text);
});
