# Pages, as `tidings inspect` shows them
inspect-language = language:
inspect-key = key:
inspect-kind = kind:
inspect-original = original:
inspect-translations = translations:
inspect-front-matter = front matter
inspect-headings = headings
inspect-links = links
inspect-images = images
inspect-shortcodes = shortcodes
inspect-code-blocks = code blocks
inspect-code-spans = inline code
inspect-problems = problems

# Command line
help-usage = Usage:
help-commands = Commands
help-arguments = Arguments
help-options = Options
help-examples = Examples:
help-tidings = Checks multilingual release announcements: every page, and every translation against its original.
help-tidings-examples =
    tidings check                           check the site in this folder
    tidings check content/zh --format short check the Chinese pages, one finding a line
    tidings explain anchor-differs          what a rule is about
help-check = Check pages on their own and against their originals
help-check-examples =
    tidings check
    tidings check content/zh/news --format short
    tidings check 'content/*/news/**' --fail-on error
    tidings check content/zh/news --external
    tidings check --format json > report.json
help-compare = Show a page and its translation side by side, block by block, with what differs and what was found
help-compare-examples =
    tidings compare content/zh/news/_index.md
    tidings compare content/en/news/_index.md --to zh
    tidings compare content/en/news/_index.md content/zh/news/_index.md --all
    tidings compare content/zh/news/_index.md --format json
help-compare-exit = Exit codes: 0 nothing differs; 1 blocks without a counterpart, or findings from `warning` on; 2 tidings could not do all of its work.
help-original = A page, in the original or in a translation
help-translation = The page to compare it with [default: its original, or its only translation]
help-to = Compare the original with its translation into this language
help-compare-format = text (for people) or json (for programs) [default: text]
help-context = Show N blocks round each block that is worth a look [default: 1]
help-all = Show every block, and code in full
help-width = Columns to use [default: those of the terminal, else 120]
help-inspect = Show what tidings sees in pages: front matter, headings and their ids, links, code
help-inspect-examples =
    tidings inspect content/zh/news/_index.md
    tidings inspect --format jsonl > site.jsonl
help-lsp = Serve editors: findings while typing, fixes, both languages side by side (language server on stdio)
help-lsp-examples =
    tidings lsp        # started by the editor: see docs/editors.md
help-rules = List the rules, with their severity in this site
help-rules-examples =
    tidings rules
    tidings rules --format json
help-explain = Explain a rule: why it exists, what it leaves alone, an example
help-explain-examples =
    tidings explain anchor-differs
    tidings explain anchor-differs --lang zh
help-completions = Write completions for a shell to the standard output
help-completions-examples =
    tidings completions bash > /etc/bash_completion.d/tidings
    tidings completions zsh > ~/.zfunc/_tidings
help-man = Write the manual page to the standard output
help-man-examples =
    tidings man > tidings.1
help-paths = Files, folders or globs to report on; the whole site is read all the same [default: the site in this folder]
help-root = The folder of the site [default: found from the first PATH upwards]
help-config = Configuration to use instead of the site's tidings.yaml
help-lang = Language of messages: en or zh [default: TIDINGS_LANG, else the locale]
help-color = Colours: auto, always or never [default: auto: on terminals, unless NO_COLOR is set]
help-check-format = full (for people), short (one finding a line), json or jsonl (for programs), sarif, github, gitlab, azure, junit, checkstyle, rdjson, rdjsonl (for CI) or markdown (for a comment) [default: full]
help-inspect-format = text, json (one object) or jsonl (one page a line) [default: text]
help-rules-format = text or json [default: text]
help-output = Write a report into a file, `-` for the standard output; may be given several times
help-ignore_unknown = Pass over paths that are no pages of the site, as a hook gives them
help-pre_commit = The PATHs come from pre-commit: as `--ignore-unknown`, and other pages are reported for a PATH that was changed only
help-fail_on = Least severity that makes the exit code 1: error, warning or info [default: warning]
help-max_findings = Show at most N findings; all of them count
help-quiet = Show findings only, no summary
help-statistics = Add tables: findings of each rule, pages and pairs of each language
help-external = Ask other sites whether the links to them still work; nothing is asked without it
help-rule = The name of the rule, such as anchor-differs
help-shell = bash, elvish, fish, powershell or zsh
help-help = Show this help
help-version = Show the version
help-exit = Exit codes: 0 nothing found; 1 findings at or above `--fail-on`; 2 tidings could not do all of its work.

# What went wrong, in the command line's own words
error = error:
warning = warning:
no-such-rule = there is no rule `{ $rule }`
no-such-rule-near = there is no rule `{ $rule }`; did you mean `{ $near }`?
no-such-rule-cure = `tidings rules` lists them
path-missing = `{ $path }`: there is no such file or folder
path-near = did you mean `{ $near }`?
path-missing-cure = paths count from the current folder; put globs in quotes
path-nothing = `{ $path }` matches no page of the site `{ $root }`
path-nothing-cure = `tidings inspect` without a path lists the pages that there are
path-outside = `{ $path }` lies outside the site `{ $root }`
path-outside-cure = run tidings once for each site, or name the site with `--root`
path-glob = `{ $path }` is not a glob: { $reason }
config-missing = `{ $path }`: cannot read this configuration: { $reason }
no-pages = no pages found in `{ $root }`
no-pages-cure = go to the folder of the site, or say in tidings.yaml where its pages lie
internal-error = internal error in rule `{ $rule }` on `{ $path }`: please report it, with this page; the other rules were run
internal-error-site = internal error in rule `{ $rule }`: please report it, with the site; the other rules were run
output-failed = cannot write the report: { $reason }
output-file-failed = cannot write the report `{ $path }`: { $reason }
output-file-failed-cure = name a file in a folder that you may write to
output-is-page = the report `{ $path }` would overwrite a file of the site
output-is-page-cure = name another file
output-twice = `{ $path }` is given to two reports
output-twice-cure = name a file of its own for each report; only one can go to the standard output
several-sites = the configuration describes several sites
several-sites-cure = name one of their folders: { $list }

# Lists and explanations
rules-off = off
explain-group = group
explain-severity = severity
explain-since = since
explain-example = Example: { $name }
explain-silent = Nothing is reported here: { $name }
explain-reports = tidings reports:
explain-external = Other sites answer:
explain-fixed = after the fix:
explain-about = What it is about
explain-no-manual = This rule brings no explanation of its own.

# Reports
summary = { $found } in { $pages } ({ $pairs })
summary-nothing = no problems
summary-comma = ,{ " " }
summary-errors = { $count } { $count ->
    [one] error
   *[other] errors
}
summary-warnings = { $count } { $count ->
    [one] warning
   *[other] warnings
}
summary-infos = { $count } info
summary-pages = { $count } { $count ->
    [one] page
   *[other] pages
}
summary-pairs = { $count } { $count ->
    [one] pair
   *[other] pairs
}
summary-fixable = ;{ " " }{ $count } can be fixed
summary-more = { $count } more { $count ->
    [one] finding is
   *[other] findings are
} not shown; raise `--max-findings` to see { $count ->
    [one] it
   *[other] them
}
severity-error = error
severity-warning = warning
severity-info = info
fix-safe = fix:{ " " }
fix-unsafe = possible fix:{ " " }
fix-manual = hint:{ " " }
statistics-rule = rule
statistics-errors = errors
statistics-warnings = warnings
statistics-infos = infos
statistics-language = language
statistics-pages = pages
statistics-paired = paired
statistics-share = of the originals
markdown-language = language
markdown-no-language = other
markdown-severity = severity
markdown-place = place
markdown-finding = finding
markdown-more = … and { $count } more

# Comparing pages
compare-missing = missing: belongs after line { $line }
compare-missing-too = missing, too
compare-extra = not in the original
compare-absorbed = {" "}(its text stands in the block beside it)
compare-rivals = {" "}(or the one on line { $lines })
compare-folded = … { $count } { $count ->
    [one] block agrees
   *[other] blocks agree
} …
compare-folded-fields = … { $count } { $count ->
    [one] field agrees
   *[other] fields agree
} …
compare-folded-lines = … { $count } more { $count ->
    [one] line, the same
   *[other] lines, the same
} …
compare-in-original = original { $place }
compare-colon = :{ " " }
compare-nothing = nothing differs
compare-count-blocks = { $count } { $count ->
    [one] block
   *[other] blocks
}
compare-count-missing = { $count } missing
compare-count-extra = { $count } extra
compare-count-merged = { $count } merged or split
compare-count-untranslated = { $count } untranslated
compare-count-elsewhere = { $count } of another kind or in another place
compare-count-tokens = { $count } with other code, links or numbers
compare-count-findings = { $count } { $count ->
    [one] finding
   *[other] findings
}
compare-not-one = `{ $path }` is not one page
compare-not-one-cure = name a single page
compare-no-original = `{ $path }` has no original to compare it with
compare-no-original-cure = name both pages: tidings compare ORIGINAL TRANSLATION
compare-no-translation = `{ $path }` has no translation
compare-no-translation-cure = name both pages: tidings compare ORIGINAL TRANSLATION
compare-no-language = `{ $path }` has no translation into `{ $language }`
compare-no-language-cure = there are translations into: { $list }
compare-which = `{ $path }` has several translations
compare-which-cure = choose one with `--to`: { $list }
compare-same = `{ $path }` cannot be compared with itself
compare-same-cure = name a page and its translation

# Configuration
config-syntax = not valid YAML: { $reason }
config-syntax-cure = correct the syntax at this place
config-limit = this YAML is larger or more deeply nested than tidings reads: { $reason }
config-limit-cure = make the file smaller, and expand what its aliases stand for
config-duplicate-key = the key `{ $key }` is given twice
config-duplicate-key-cure = keep one of the two
config-unknown-alias = there is no anchor `&{ $name }` before this alias
config-unknown-alias-cure = write the value in place of the alias
config-unknown-key = unknown key `{ $key }`
config-unknown-value = unknown value `{ $value }`
config-did-you-mean = did you mean `{ $known }`?
config-expected-one-of = use one of { $list }
config-missing-key = the key `{ $key }` is missing
config-missing-key-cure = add `{ $key }` here
config-wrong-type = expected { $expected }, found { $found }
config-wrong-type-cure = write { $expected }
config-invalid = { $reason }
config-invalid-cure = correct the value
config-unknown-preset = there is no preset `{ $name }`
config-unknown-preset-cure = use one of { $list }, or a file of the repository such as `./rules.yaml`
config-extends-loop = `{ $name }` extends itself
config-extends-loop-cure = remove one link of the circle { $circle }
config-extends-outside = `{ $name }` lies outside the repository
config-extends-outside-cure = copy the file into the repository and name it by a path below `{ $folder }`
config-extends-unreadable = cannot read `{ $name }`: { $reason }
config-extends-unreadable-cure = correct the path; it counts from the folder of the file that names it
config-source-empty = no page of this site is in `{ $language }`, so there is nothing to compare translations with
config-source-empty-cure = name the language that pages are first written in; `tidings inspect` lists the pages that are found
config-override-empty = no page of this site fits `{ $glob }`
config-override-empty-cure = correct the glob, which counts from the root of the site, or remove it
config-rules-missing = there is no folder `{ $name }`
config-rules-missing-cure = correct the path; it counts from the folder of the configuration
config-bad-regex = not a valid regular expression: { $reason }
config-bad-regex-cure = correct the expression; the syntax is that of RE2, without look-around
config-bad-glob = not a valid glob: { $reason }
config-bad-glob-cure = correct the glob; `*` stays in a folder, `**` goes below it
config-bad-template = not a valid page template: { $reason }
config-bad-template-cure = write a path with { "{path}" } or { "{name}" }, such as `content/{ "{lang}" }/{ "{path}" }`
config-template-no-page = it has neither { "{path}" } nor { "{name}" }
config-template-placeholder = unknown placeholder `{ $name }`
config-template-twice = `{ $name }` stands in it twice
config-template-unclosed = a brace is not closed
config-template-no-language = nothing in it says which language a page is in
config-template-differ = source and translation do not have the same placeholders
config-bad-language = `{ $tag }` is not a language tag
config-bad-language-cure = write a tag such as `zh`, `zh-cn` or `pt-BR`
config-bad-schema = not a valid JSON Schema: { $reason }
config-bad-schema-cure = correct the schema
config-bad-glossary = no column of `{ $name }` is headed by `{ $language }`, the language of the originals
config-bad-glossary-cure = head the columns by language tags, such as `{ $language }` and `zh`
config-bad-version = `{ $version }` is not a Hugo version
config-bad-version-cure = write a version such as `0.147.9`
config-bad-size = `{ $size }` is not a size
config-bad-size-cure = write a number of bytes, or a size such as `10MiB`
config-bad-period = `{ $period }` is not a length of time
config-bad-period-cure = write a length with its unit, such as `500ms`, `20s`, `10min` or `1d`
config-bad-status = `{ $status }` is not a status of HTTP
config-bad-status-cure = write a number from 100 to 999
config-bad-count = `{ $count }` is not a number from 1 to 1000
config-bad-count-cure = write a number from 1 to 1000
config-bad-network = `{ $network }` is neither a host nor a network
config-bad-network-cure = write a name such as `docs.example.com` or `*.example.com`, an address, or a network such as `10.0.0.0/8`
config-bad-address = `{ $address }` is not an address
config-bad-address-cure = write an address with or without a port, such as `127.0.0.1:8080`
config-outside-site = `{ $path }` lies outside the site
config-outside-site-cure = write the path of a file below the folder of the site, such as `.tidings/links.json`
config-unsupported-version = this file has format version { $version }; this tidings reads version 1
config-unsupported-version-cure = use a newer tidings, or write `version: 1`
config-release-data = cannot read the release data in `{ $name }`: { $reason }
config-release-data-cure = correct `file`, which counts from the site's folder
config-site-file = this file of the site's generator cannot be read: { $reason }
config-site-file-cure = correct the file, or say in tidings.yaml what it says: `generator`, `languages` and `pages`
config-type-string = text
config-type-list = a list
config-type-map = a mapping
config-type-boolean = `true` or `false`
config-type-number = a number
config-type-empty = nothing
config-type-text-or-list = text or a list of texts
config-type-text-or-map = text or a mapping from languages to texts
config-type-severity = a severity (`error`, `warning`, `info` or `off`) or a mapping with `severity`
config-type-size = a number of bytes, or a size such as `10MiB`
config-type-template = a template, or a mapping with `source` and `translation`
config-type-shortcodes = a mapping from shortcodes to `markdown`, `code` or `none`; or `hugo`, `none`
config-type-pair = a list of two texts
config-type-schema = a JSON Schema, or the path of a file

# Reading files
trouble-missing = there is no such file or folder
trouble-missing-cure = check the path; it counts from the current folder
trouble-vanished = the file was removed while tidings was reading
trouble-vanished-cure = run tidings again
trouble-unreadable = cannot be read: { $reason }
trouble-unreadable-cure = give the user who runs tidings the right to read it
trouble-special = is { $what }, not a file of text
trouble-special-cure = name a file or a folder
trouble-special-fifo = a named pipe
trouble-special-socket = a socket
trouble-special-device = a device
trouble-special-other = a special file
trouble-directory = is a folder with the name of a page
trouble-directory-cure = rename the folder, or exclude it
trouble-too-large = has { $size } bytes, more than the limit of { $limit }
trouble-too-large-cure = exclude the file, or raise `limits: file_size:` in tidings.yaml
trouble-empty = is empty
trouble-empty-cure = write the page, or remove the file
trouble-encoding = is not UTF-8: the byte at offset { $offset } is wrong; the file looks like { $encoding }
trouble-encoding-cure = save the file as UTF-8
trouble-nul = holds a NUL byte at offset { $offset }: it is not a file of text
trouble-nul-cure = restore the text, or exclude the file
trouble-name = has a name that is not UTF-8
trouble-name-cure = rename the file
trouble-link-loop = is a symbolic link that leads back to itself or to a folder above it
trouble-link-loop-cure = remove the link
trouble-link-broken = is a symbolic link to a file that does not exist
trouble-link-broken-cure = remove the link, or restore what it points to
trouble-link-outside = is a symbolic link that leads out of the site
trouble-link-outside-cure = copy the file into the site, or remove the link
trouble-outside = lies outside the site `{ $root }`
trouble-outside-cure = run tidings in the folder of the site that the file belongs to

# Other sites
external-not-found = its server says 404, not found
external-gone = its server says 410, gone for good
external-too-many-requests = its server says 429, too many requests
external-status = its server says { $status }
external-no-host = there is no such host
external-name-service = its name could not be resolved
external-certificate = its certificate has expired or belongs to another host
external-certificate-unverified = its certificate cannot be verified from here
external-protocol = what answers there does not speak HTTPS
external-redirect-loop = it redirects in a circle
external-too-many-redirects = it redirects too many times
external-bad-redirect = it redirects without saying where to
external-connection = no connection, or it broke off
external-timeout = no answer in time
external-retry-later = its server asks to come back much later
external-given-up = its host failed too often in this run
external-deadline = the time for the run was over
external-fragment = the page is there, but its scripts may make the place
external-page-size = the page is there, but longer than what is read of it
external-login = one has to sign in
external-invalid = it is not a valid address
external-private = it leads to an address that is not public
external-credentials = there is a name or password in it
external-scheme = it leads to an address that is not of the web
external-stopped = stopped: { $done } of { $pages } addresses were asked; what is known of them follows
external-cache-failed = the cache of external links could not be written: { $reason }
external-failed = cannot ask other sites: { $reason }
external-certificates-cure = install the system's CA certificates (the package is ca-certificates as a rule), or name a file with some in SSL_CERT_FILE
external-not-built = this tidings was built without the network
external-not-built-cure = build it with the feature `net`, or leave out `--external`
# The language server

lsp-loading = Reading the site
lsp-loaded = { $count ->
    [one] one page
   *[other] { $count } pages
}
# Writing pages
save-changed = was changed while tidings worked, so nothing was written to it
save-changed-cure = run tidings again
save-vanished = was removed while tidings worked
save-vanished-cure = run tidings again
save-read-only = is read-only, so its fixes were not written
save-read-only-cure = make the file writable (chmod u+w), or name other pages
save-link-outside = is a symbolic link that leads out of the site, so its fixes were not written
save-link-outside-cure = fix the file in its own place, or copy it into the site
save-failed = cannot be written: { $reason }
save-failed-cure = the old text is still there; make room or give the right to write, and run tidings again

# Fixing
help-fix = Make the fixes that are safe, write the pages, and report what is left
help-fix_only = Make the fixes as `--fix` does and report nothing
help-diff = Show what the fixes would change as a unified diff (for `git apply`), and write nothing
help-unsafe_fixes = Make the fixes, too, that may change what a page says
help-fix_rule = Make the fixes of these rules only, separated by commas
help-stdin = Take the text of one page from the standard input; with `--fix`, write its fixed text to the standard output
help-stdin_filename = Where the page from the standard input lies or would lie in the site
help-watch = Check again whenever a page changes
help-show_files = List the files that are read, with the ones that are reported on marked, and check nothing
help-profile = Say on the standard error how long each phase and each rule took
fix-made = fixed { $count } { $count ->
    [one] finding
   *[other] findings
} in { $pages }: { $list }
fix-would = would fix { $count } { $count ->
    [one] finding
   *[other] findings
} in { $pages }: { $list }
fix-stopped = fixes still follow from each other after { $rounds } rounds; run `tidings check --fix` again, and please report it
fix-refused-finding = a fix of { $rules } was left out: after it `{ $rule }` would report: { $message }
fix-refused-syntax = a fix of { $rules } was left out: the page would have a problem of syntax that it does not have (`{ $kind }`)
fix-refused-endless = the fixes of { $rules } come to no end (one undoes the other), so this page was left as it was; fix it by hand, and please report it
stdin-failed = cannot read the standard input: { $reason }
stdin-failed-cure = pipe the text of the page into tidings
stdin-large = it holds more than { $limit } bytes
stdin-encoding = the text for `{ $path }` is not UTF-8: the byte at offset { $offset } is wrong
watch-waiting = watching { $count } { $count ->
    [one] page
   *[other] pages
}; Ctrl-C ends
watch-failed = cannot watch the site: { $reason }
watch-failed-cure = allow more watches (on Linux: sysctl fs.inotify.max_user_watches), or run `tidings check` without `--watch`
files-summary = { $count } { $count ->
    [one] file is
   *[other] files are
} read, { $selected } reported on; { $unread } cannot be read
files-marks = * reported on; ! not read
profile-read = finding and reading the files
profile-parse = parsing the pages
profile-facts = learning what holds for the site
profile-pages = rules on pages and on pages beside their originals, with alignment
profile-site = rules on the site, sorting
profile-report = the report
profile-all = all phases, on the clock
profile-rules = all rules, on all threads; each rule (and how often it ran):
# Suppressions and baseline
allow-unused = nothing is found any more that this entry of `allow` is for: remove it
baseline-conflict = a merge left a conflict in the baseline
baseline-version = this baseline has version `{ $version }`, which this tidings cannot read
baseline-entry = this entry of the baseline cannot be read: { $reason }
baseline-line = this line is no part of a baseline
baseline-cure = `tidings baseline` writes the file anew, `tidings check --no-baseline` does without it
baseline-written = { $count } { $count ->
        [one] finding
       *[other] findings
    } written to `{ $path }`: `tidings check` reports only others from now on
baseline-pruned = { $count } { $count ->
        [one] finding
       *[other] findings
    } removed from `{ $path }`, { $left } left
baseline-missing = there is no baseline `{ $path }`
baseline-missing-cure = `tidings baseline` without `--prune` writes one
baseline-incomplete = not everything could be checked, so the baseline is left as it is
baseline-unwritable = cannot write `{ $path }`: { $reason }
baseline-gone = { $count } { $count ->
        [one] finding
       *[other] findings
    } of `{ $path }` { $count ->
        [one] is
       *[other] are
    } there no more, such as `{ $rule }` in `{ $page }`{ $text }
baseline-gone-text = : `{ $text }`
baseline-gone-cure = `tidings baseline --prune` removes what has been mended, so that it cannot come back unseen
help-baseline = Write down the findings of today, so that `check` reports only new ones
help-baseline-examples =
    tidings baseline
    tidings baseline --prune
help-prune = Only remove what is no longer found
help-no_baseline = Report everything, as if there were no baseline
lsp-anchor-uses = { $count ->
    [0] no page links to it
    [one] one link leads to it
   *[other] { $count } links lead to it
}
lsp-field-pages = { $count ->
    [0] on no page
    [one] on one page
   *[other] on { $count } pages
}
lsp-field-required = { $text }, required
lsp-about = `{ $name }`: { $text }
lsp-offer-used = { $count ->
    [0] not used yet
    [one] used once
   *[other] used { $count } times
}
lsp-offer-required = required; { $text }
lsp-offer-original = the front matter of { $path }
lsp-offer-needed = the fields that this page needs
lsp-rename-name = `{ $name }` cannot be an id here: use letters, digits and hyphens, without blanks
lsp-rename-derived = the site's generator derives every id from its heading: change the heading instead
lsp-rename-taken = `{ $path }` has a heading with the id `{ $name }` already: choose another name
lsp-insert-block = Insert the missing block from the original
lsp-fix-all = Fix everything that tidings can fix safely
lsp-fix-rule = Fix every `{ $rule }` on this page that can be fixed safely
lsp-allow = Allow `{ $rule }` here, with a reason
lsp-allow-reason = (say why)
lsp-findings = { $count ->
    [0] no findings
    [one] one finding
   *[other] { $count } findings
}
lsp-lens-original = original ({ $language }): { $path }
lsp-lens-translation = { $language }: { $findings }
lsp-lens-own = this page: { $findings }
lsp-behind = { $count ->
    [one] { $findings }, one commit behind
   *[other] { $findings }, { $count } commits behind
}

# Changed files
git-missing = cannot run `git`: { $reason }
git-missing-cure = `--since` and `--staged` need git; without them the whole site is reported
git-none = this is not a work tree of git: { $reason }
git-none-cure = `--since` and `--staged` need one; without them the whole site is reported
git-revision = git knows no revision `{ $revision }`
git-revision-cure = `git fetch` it, or name a branch, a tag or a commit that is there
git-shallow = this clone is shallow and does not reach to `{ $revision }`
git-shallow-cure = fetch more: `git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout
git-failed = git: { $reason }
help-since = Report only findings on lines changed since the branch left REV, and what they cause in translations
help-staged = Report only findings on staged lines, and check the texts as they are staged

# Directives that are written
allow-reason = `{ $reason }` cannot be the reason of a directive
allow-reason-cure = a reason is a few words on one line, without `--`, `*/`, `|`, back-ticks, angle brackets or braces
allow-added = { $count } { $count ->
        [one] finding
       *[other] findings
    } silenced in { $pages }
help-add_suppressions = Write a directive with this reason for every finding, and report what can have none

# `tidings config`
help-command-config = Show every value of the site's configuration and where it comes from
help-config-examples =
    tidings config
    tidings config anchors links.policy
    tidings config --format json > config.json
help-keys = Only these values, and what lies below them
help-config-format = text or json [default: text]
config-origin-detected = { $path } (detected)
config-origin-paths = the paths of the pages (detected)
config-origin-generator = what { $name } does
config-origin-default = default
config-no-value = nothing is said of `{ $key }`
config-no-value-cure = `tidings config` without a key lists what is said; docs/configuration.md has every key

# `tidings schema`
help-schema = Write the JSON Schema of tidings.yaml or of rule files to the standard output, for editors
help-schema-examples =
    tidings schema config > .tidings/config.json
    tidings schema rule > .tidings/rule.json
help-of = config (tidings.yaml) or rule (rule files)

# `tidings init`
help-init = Look at a site and write a first tidings.yaml, with what was seen as comments
help-init-examples =
    tidings init
    tidings init --stdout
    tidings init website
help-folder = The folder of the site [default: found from the current folder upwards]
help-stdout = Write to the standard output instead of a file
help-force = Replace the tidings.yaml that is there
init-head = Written by `tidings init`, which looked at { $pages } pages, { $pairs } of them translations with their original.
init-keys =
    `tidings config` shows every value that holds and where it comes from; docs/configuration.md describes the keys.
    A line that says what is learned anyway may go: tidings then follows the pages.
init-preset = Addresses or kinds of pages are those of the preset `{ $name }`, which comes with tidings.
init-generator = { $path } is here, so the site is built by { $name }.
init-rspress =
    MDX pages with ids as `\{"{"}#id{"}"}` in a folder for each language: Rspress writes pages so. Its configuration is not here.
init-no-generator = No generator is known by a file here: pages are read as plain Markdown (`generator` in docs/configuration.md).
init-languages = Pages: { $list }.
init-with-original = { " " }({ $pairs } with an original)
init-orphans = Translations without an original at their place: { $count }.
init-detected = `{ $value }` is read from { $path }.
init-anchors = { $language }: { $some } headings have a written id, { $other } an id of their own.
init-links = { $language }: { $some } links to pages begin with { $prefix }, { $other } without.
init-aliases = { $language }: { $some } aliases begin with { $prefix }, { $other } without.
init-in-preset = { " " }The preset says what to expect.
init-unclear = { " " }Too few or too different to say: tidings goes on learning.
init-fields-preset = The preset says what fields are for. What the pages show:
init-equal = The same in translations (pages of pages that have the field): { $list }
init-text = Another text in translations (same values of all): { $list }
init-written = wrote { $path }; `tidings check` uses it from now on
init-exists = `{ $path }` is there already
init-exists-cure = `tidings init --stdout` shows what would be written; `--force` replaces the file
init-unwritable = cannot write `{ $path }`: { $reason }
init-no-pages-cure = name the folder of the site: `tidings init FOLDER`
save-exists = is there already, so nothing was written to it
save-exists-cure = remove it or give it another name first; for a translation, `--update` merges into it

# `tidings translate`
help-translate = Write a page's translation where the site keeps it, ready to be translated
help-translate-examples =
    tidings translate content/en/news/_index.md --to zh
    tidings translate content/en/news/_index.md --to zh --stdout
    tidings translate content/en/news/_index.md --to zh --update
help-translate-page = The original
help-translate-to = The language of the translation
help-update = Merge what changed in the original into the translation that is there, as marked blocks
help-translate-base = The revision of the original that the translation was made from [default: that of the translation's last change]
translate-language = `{ $language }` is no language of this site
translate-language-cure = its languages are: { $list }; `languages` in tidings.yaml says what others there are
translate-original = `{ $path }` is no original
translate-original-cure = name the page in the language { $language }
translate-not-one = `{ $path }` is not one page
translate-not-one-cure = name one page of the site
translate-no-place = the site has no place for `{ $path }` in the language { $language }
translate-no-place-cure = `pages` in tidings.yaml says where translations lie
translate-exists = `{ $path }` is there already
translate-exists-cure = `--update` merges what changed in the original into it
translate-missing = there is no translation of `{ $path }` into { $language } yet
translate-missing-cure = leave out `--update` to write one
translate-written = wrote { $path }: { $blocks } blocks to translate
translate-updated = updated { $path }: { $new } new blocks, { $changed } changed, { $gone } that the original no longer has
translate-nothing = { $path } has everything that the original has
translate-base = compared with the original as it was in { $revision }
translate-no-base = no earlier text of the original is known: blocks without a counterpart count as new, changed ones cannot be told
scaffold-translate = TODO({ $language }): translate
scaffold-field = TODO({ $language }): the original now says: { $value }
scaffold-new = TODO({ $language }): new in the original
scaffold-changed = TODO({ $language }): changed in the original: the text above is the old translation
scaffold-gone = TODO({ $language }): no longer in the original
