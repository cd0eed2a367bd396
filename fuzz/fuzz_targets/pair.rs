#![no_main]

use libfuzzer_sys::fuzz_target;

// The two pages are divided by a line that no page has, so that the fuzzer can move text between them.
fuzz_target!(|text: &str| {
    let (original, translation) = text.split_once("\n====\n").unwrap_or((text, text));
    tidings_fuzz::bodies::a_pair_is_checked_and_fixed(original, translation);
});
