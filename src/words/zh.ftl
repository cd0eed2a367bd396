# Pages, as `tidings inspect` shows them
inspect-language = 语言：
inspect-key = 键：
inspect-kind = 类型：
inspect-original = 原文：
inspect-translations = 译文：
inspect-front-matter = front matter
inspect-headings = 标题
inspect-links = 链接
inspect-images = 图片
inspect-shortcodes = 短代码
inspect-code-blocks = 代码块
inspect-code-spans = 行内代码
inspect-problems = 问题

# Command line
help-usage = 用法：
help-commands = 命令
help-arguments = 参数
help-options = 选项
help-examples = 示例：
help-tidings = 检查多语言发布公告：既检查每个页面本身，也把每篇译文与原文对照。
help-tidings-examples =
    tidings check                           检查当前文件夹中的站点
    tidings check content/zh --format short 检查中文页面，每行一个结果
    tidings explain anchor-differs          说明一条规则
help-check = 检查页面本身，并与原文对照
help-check-examples =
    tidings check
    tidings check content/zh/news --format short
    tidings check 'content/*/news/**' --fail-on error
    tidings check content/zh/news --external
    tidings check --format json > report.json
help-compare = 逐块并排显示页面及其译文，标出差异和发现的问题
help-compare-examples =
    tidings compare content/zh/news/_index.md
    tidings compare content/en/news/_index.md --to zh
    tidings compare content/en/news/_index.md content/zh/news/_index.md --all
    tidings compare content/zh/news/_index.md --format json
help-compare-exit = 退出码：0 没有差异；1 有内容找不到对应部分，或有 `warning` 及以上的问题；2 tidings 未能完成全部工作。
help-original = 页面，可以是原文，也可以是译文
help-translation = 与之比较的页面 [默认：其原文，或其唯一的译文]
help-to = 将原文与译成该语言的译文比较
help-compare-format = text（供人阅读）或 json（供程序读取）[默认：text]
help-context = 在每个值得查看的块前后各显示 N 块 [默认：1]
help-all = 显示所有块和完整的代码
help-width = 使用的列数 [默认：终端的列数，否则为 120]
help-inspect = 显示 tidings 从页面中读到的内容：front matter、标题及其 id、链接、代码
help-inspect-examples =
    tidings inspect content/zh/news/_index.md
    tidings inspect --format jsonl > site.jsonl
help-lsp = 为编辑器提供服务：边写边检查、快速修复、双语对照（标准输入输出上的语言服务器）
help-lsp-examples =
    tidings lsp        # 由编辑器启动：见 docs/editors.md
help-rules = 列出规则及其在本站点的严重程度
help-rules-examples =
    tidings rules
    tidings rules --format json
help-explain = 说明一条规则：为何存在、不报告什么，并给出示例
help-explain-examples =
    tidings explain anchor-differs
    tidings explain anchor-differs --lang zh
help-completions = 把 shell 补全脚本写到标准输出
help-completions-examples =
    tidings completions bash > /etc/bash_completion.d/tidings
    tidings completions zsh > ~/.zfunc/_tidings
help-man = 把手册页写到标准输出
help-man-examples =
    tidings man > tidings.1
help-paths = 要报告的文件、文件夹或通配模式；始终会读取整个站点 [默认：当前文件夹所在的站点]
help-root = 站点的文件夹 [默认：从第一个 PATH 向上查找]
help-config = 代替站点 tidings.yaml 的配置文件
help-lang = 消息的语言：en 或 zh [默认：TIDINGS_LANG，其次为系统区域设置]
help-color = 颜色：auto、always 或 never [默认：auto，即仅在终端上，且未设置 NO_COLOR]
help-check-format = full（供人阅读）、short（每行一个结果）、json 或 jsonl（供程序读取）、sarif、github、gitlab、azure、junit、checkstyle、rdjson、rdjsonl（供 CI 使用）或 markdown（供评论使用）[默认：full]
help-inspect-format = text、json（单个对象）或 jsonl（每行一个页面）[默认：text]
help-rules-format = text 或 json [默认：text]
help-output = 把一份报告写入文件，`-` 表示标准输出；可以给出多次
help-ignore_unknown = 忽略不属于站点页面的路径（钩子会传入这样的路径）
help-pre_commit = PATH 由 pre-commit 传入：等同 `--ignore-unknown`，并且只有改动过的 PATH 才会连带报告其他页面
help-fail_on = 使退出码为 1 的最低严重程度：error、warning 或 info [默认：warning]
help-max_findings = 最多显示 N 个结果；全部结果都会计入
help-quiet = 只显示结果，不显示汇总
help-statistics = 附加统计表：各规则的结果数，各语言的页面数与成对数
help-external = 请求其他网站，检查外部链接是否仍然有效；不加此选项时不会发出任何请求
help-rule = 规则的名称，例如 anchor-differs
help-shell = bash、elvish、fish、powershell 或 zsh
help-help = 显示本帮助
help-version = 显示版本
help-exit = 退出码：0 没有发现问题；1 有达到 `--fail-on` 的结果；2 tidings 未能完成全部工作。

# What went wrong, in the command line's own words
error = 错误：
warning = 警告：
no-such-rule = 没有规则 `{ $rule }`
no-such-rule-near = 没有规则 `{ $rule }`；是否想写 `{ $near }`？
no-such-rule-cure = `tidings rules` 会列出所有规则
path-missing = `{ $path }`：文件或文件夹不存在
path-near = 是否想写 `{ $near }`？
path-missing-cure = 路径相对于当前文件夹；通配模式请加引号
path-nothing = `{ $path }` 不匹配站点 `{ $root }` 的任何页面
path-nothing-cure = 不带路径的 `tidings inspect` 会列出现有的页面
path-outside = `{ $path }` 位于站点 `{ $root }` 之外
path-outside-cure = 请对每个站点分别运行 tidings，或用 `--root` 指定站点
path-glob = `{ $path }` 不是有效的通配模式：{ $reason }
config-missing = `{ $path }`：无法读取该配置：{ $reason }
no-pages = 在 `{ $root }` 中没有找到页面
no-pages-cure = 请进入站点的文件夹，或在 tidings.yaml 中写明页面的位置
internal-error = 规则 `{ $rule }` 在 `{ $path }` 上发生内部错误：请连同该页面一起报告；其他规则已照常运行
internal-error-site = 规则 `{ $rule }` 发生内部错误：请连同该站点一起报告；其他规则已照常运行
output-failed = 无法写出报告：{ $reason }
output-file-failed = 无法写入报告 `{ $path }`：{ $reason }
output-file-failed-cure = 请指定一个位于可写文件夹中的文件
output-is-page = 报告 `{ $path }` 会覆盖站点中的文件
output-is-page-cure = 请指定另一个文件
output-twice = 两份报告都要写入 `{ $path }`
output-twice-cure = 请为每份报告指定各自的文件；标准输出只能接收一份报告
several-sites = 该配置描述了多个站点
several-sites-cure = 请指定其中一个站点的文件夹：{ $list }

# Lists and explanations
rules-off = 关闭
explain-group = 分组
explain-severity = 严重程度
explain-since = 起始版本
explain-example = 示例：{ $name }
explain-silent = 此处不会报告：{ $name }
explain-reports = tidings 会报告：
explain-external = 其他网站的响应：
explain-fixed = 修复之后：
explain-about = 说明
explain-no-manual = 此规则没有自带说明。

# Reports
summary = { $pages }（{ $pairs }）：{ $found }
summary-nothing = 没有发现问题
summary-comma = 、
summary-errors = { $count } 个错误
summary-warnings = { $count } 个警告
summary-infos = { $count } 个提示
summary-pages = { $count } 个页面
summary-pairs = { $count } 对译文
summary-fixable = ；其中 { $count } 个可以修复
summary-more = 另有 { $count } 个结果未显示；可调高 `--max-findings` 查看
severity-error = 错误
severity-warning = 警告
severity-info = 提示
fix-safe = 修复：
fix-unsafe = 可能的修复：
fix-manual = 建议：
statistics-rule = 规则
statistics-errors = 错误
statistics-warnings = 警告
statistics-infos = 提示
statistics-language = 语言
statistics-pages = 页面
statistics-paired = 成对
statistics-share = 占原文的比例
markdown-language = 语言
markdown-no-language = 其他
markdown-severity = 严重程度
markdown-place = 位置
markdown-finding = 问题
markdown-more = …… 另有 { $count } 个

# Comparing pages
compare-missing = 缺失：应在第 { $line } 行之后
compare-missing-too = 同样缺失
compare-extra = 原文中没有
compare-absorbed = （其文字在相邻的块中）
compare-rivals = （也可能是第 { $lines } 行的块）
compare-folded = … { $count } 个块一致 …
compare-folded-fields = … { $count } 个字段一致 …
compare-folded-lines = … 另有 { $count } 行相同 …
compare-in-original = 原文 { $place }
compare-colon = ：
compare-nothing = 没有差异
compare-count-blocks = { $count } 个块
compare-count-missing = { $count } 个缺失
compare-count-extra = { $count } 个多余
compare-count-merged = { $count } 个合并或拆分
compare-count-untranslated = { $count } 个未翻译
compare-count-elsewhere = { $count } 个种类或位置不同
compare-count-tokens = { $count } 个含有不同的代码、链接或数字
compare-count-findings = { $count } 个问题
compare-not-one = `{ $path }` 不是单个页面
compare-not-one-cure = 请指定一个页面
compare-no-original = `{ $path }` 没有可比较的原文
compare-no-original-cure = 请指定两个页面：tidings compare ORIGINAL TRANSLATION
compare-no-translation = `{ $path }` 没有译文
compare-no-translation-cure = 请指定两个页面：tidings compare ORIGINAL TRANSLATION
compare-no-language = `{ $path }` 没有 `{ $language }` 译文
compare-no-language-cure = 现有译文的语言：{ $list }
compare-which = `{ $path }` 有多个译文
compare-which-cure = 请用 `--to` 选择一个：{ $list }
compare-same = `{ $path }` 不能与自身比较
compare-same-cure = 请指定一个页面及其译文

# Configuration
config-syntax = 不是有效的 YAML：{ $reason }
config-syntax-cure = 请改正此处的语法
config-limit = 此 YAML 超出 tidings 所能读取的大小或嵌套深度：{ $reason }
config-limit-cure = 请缩小文件，并把别名展开为其所代表的内容
config-duplicate-key = 键 `{ $key }` 重复
config-duplicate-key-cure = 请只保留其中一个
config-unknown-alias = 在此别名之前没有锚点 `&{ $name }`
config-unknown-alias-cure = 请直接写出值来代替别名
config-unknown-key = 未知的键 `{ $key }`
config-unknown-value = 未知的值 `{ $value }`
config-did-you-mean = 是否想写 `{ $known }`？
config-expected-one-of = 请使用以下之一：{ $list }
config-missing-key = 缺少键 `{ $key }`
config-missing-key-cure = 请在此处添加 `{ $key }`
config-wrong-type = 应为{ $expected }，实际为{ $found }
config-wrong-type-cure = 请写成{ $expected }
config-invalid = { $reason }
config-invalid-cure = 请改正此值
config-unknown-preset = 没有名为 `{ $name }` 的预设
config-unknown-preset-cure = 请使用以下之一：{ $list }，或仓库中的文件，例如 `./rules.yaml`
config-extends-loop = `{ $name }` 继承了自身
config-extends-loop-cure = 请断开循环 { $circle } 中的一环
config-extends-outside = `{ $name }` 位于仓库之外
config-extends-outside-cure = 请把该文件复制到仓库中，并以 `{ $folder }` 之下的路径引用
config-extends-unreadable = 无法读取 `{ $name }`：{ $reason }
config-extends-unreadable-cure = 请改正路径；路径相对于引用它的文件所在的文件夹
config-source-empty = 该站点没有任何 `{ $language }` 页面，因此没有原文可供比较
config-source-empty-cure = 请写出页面最初使用的语言；`tidings inspect` 会列出找到的页面
config-override-empty = 该站点没有页面与 `{ $glob }` 匹配
config-override-empty-cure = 请改正该通配符（从站点根目录算起），或将其删除
config-rules-missing = 文件夹 `{ $name }` 不存在
config-rules-missing-cure = 请改正路径；路径从配置文件所在的文件夹算起
config-bad-regex = 不是有效的正则表达式：{ $reason }
config-bad-regex-cure = 请改正表达式；语法与 RE2 相同，不支持环视
config-bad-glob = 不是有效的通配模式：{ $reason }
config-bad-glob-cure = 请改正模式；`*` 只匹配同一文件夹，`**` 可进入下级
config-bad-template = 不是有效的页面模板：{ $reason }
config-bad-template-cure = 请写出含有 { "{path}" } 或 { "{name}" } 的路径，例如 `content/{ "{lang}" }/{ "{path}" }`
config-template-no-page = 其中既没有 { "{path}" } 也没有 { "{name}" }
config-template-placeholder = 未知的占位符 `{ $name }`
config-template-twice = `{ $name }` 出现了两次
config-template-unclosed = 花括号没有闭合
config-template-no-language = 其中没有说明页面属于哪种语言
config-template-differ = source 与 translation 的占位符不一致
config-bad-language = `{ $tag }` 不是语言标签
config-bad-language-cure = 请写成 `zh`、`zh-cn` 或 `pt-BR` 这样的标签
config-bad-schema = 不是有效的 JSON Schema：{ $reason }
config-bad-schema-cure = 请改正该 schema
config-bad-glossary = `{ $name }` 中没有以原文语言 `{ $language }` 为表头的列
config-bad-glossary-cure = 用语言标签作表头，例如 `{ $language }` 和 `zh`
config-bad-version = `{ $version }` 不是 Hugo 的版本号
config-bad-version-cure = 请写成 `0.147.9` 这样的版本号
config-bad-size = `{ $size }` 不是大小
config-bad-size-cure = 请写字节数，或 `10MiB` 这样的大小
config-bad-period = `{ $period }` 不是时长
config-bad-period-cure = 请写带单位的时长，例如 `500ms`、`20s`、`10min` 或 `1d`
config-bad-status = `{ $status }` 不是 HTTP 状态码
config-bad-status-cure = 请写 100 到 999 之间的数字
config-bad-count = `{ $count }` 不是 1 到 1000 之间的数字
config-bad-count-cure = 请写 1 到 1000 之间的数字
config-bad-network = `{ $network }` 既不是主机也不是网络
config-bad-network-cure = 请写主机名（如 `docs.example.com` 或 `*.example.com`）、地址，或 `10.0.0.0/8` 这样的网络
config-bad-address = `{ $address }` 不是地址
config-bad-address-cure = 请写地址，可带端口，例如 `127.0.0.1:8080`
config-outside-site = `{ $path }` 位于站点之外
config-outside-site-cure = 请写站点文件夹内的文件路径，例如 `.tidings/links.json`
config-unsupported-version = 此文件的格式版本为 { $version }；当前的 tidings 只能读取版本 1
config-unsupported-version-cure = 请使用更新的 tidings，或写成 `version: 1`
config-release-data = 无法读取 `{ $name }` 中的发布数据：{ $reason }
config-release-data-cure = 请改正 `file`；路径相对于站点的文件夹
config-site-file = 无法读取站点生成器的这个文件：{ $reason }
config-site-file-cure = 请改正该文件，或在 tidings.yaml 中写明 `generator`、`languages` 和 `pages`
config-type-string = 文本
config-type-list = 列表
config-type-map = 映射
config-type-boolean = `true` 或 `false`
config-type-number = 数字
config-type-empty = 空值
config-type-text-or-list = 文本或文本列表
config-type-text-or-map = 文本，或从语言到文本的映射
config-type-severity = 严重程度（`error`、`warning`、`info` 或 `off`），或含有 `severity` 的映射
config-type-size = 字节数，或 `10MiB` 这样的大小
config-type-template = 模板，或含有 `source` 与 `translation` 的映射
config-type-shortcodes = 从短代码到 `markdown`、`code` 或 `none` 的映射；或 `hugo`、`none`
config-type-pair = 由两个文本组成的列表
config-type-schema = JSON Schema，或文件路径

# Reading files
trouble-missing = 文件或文件夹不存在
trouble-missing-cure = 请检查路径；路径相对于当前文件夹
trouble-vanished = 文件在 tidings 读取期间被删除
trouble-vanished-cure = 请重新运行 tidings
trouble-unreadable = 无法读取：{ $reason }
trouble-unreadable-cure = 请为运行 tidings 的用户授予读取权限
trouble-special = 是{ $what }，不是文本文件
trouble-special-cure = 请指定文件或文件夹
trouble-special-fifo = 命名管道
trouble-special-socket = 套接字
trouble-special-device = 设备
trouble-special-other = 特殊文件
trouble-directory = 是文件夹，却使用了页面的名称
trouble-directory-cure = 请重命名该文件夹，或将其排除
trouble-too-large = 有 { $size } 字节，超过上限 { $limit }
trouble-too-large-cure = 请排除该文件，或在 tidings.yaml 中调高 `limits: file_size:`
trouble-empty = 是空文件
trouble-empty-cure = 请写入内容，或删除该文件
trouble-encoding = 不是 UTF-8：偏移 { $offset } 处的字节有误；该文件看起来是 { $encoding }
trouble-encoding-cure = 请以 UTF-8 保存该文件
trouble-nul = 在偏移 { $offset } 处含有 NUL 字节：不是文本文件
trouble-nul-cure = 请恢复文本，或排除该文件
trouble-name = 文件名不是 UTF-8
trouble-name-cure = 请重命名该文件
trouble-link-loop = 是指向自身或上级文件夹的符号链接
trouble-link-loop-cure = 请删除该链接
trouble-link-broken = 是指向不存在文件的符号链接
trouble-link-broken-cure = 请删除该链接，或恢复其目标
trouble-link-outside = 是指向站点之外的符号链接
trouble-link-outside-cure = 请把文件复制到站点中，或删除该链接
trouble-outside = 位于站点 `{ $root }` 之外
trouble-outside-cure = 请在该文件所属站点的文件夹中运行 tidings

# 其他网站
external-not-found = 服务器返回 404，页面不存在
external-gone = 服务器返回 410，页面已永久删除
external-too-many-requests = 服务器返回 429，请求过多
external-status = 服务器返回 { $status }
external-no-host = 没有这个主机
external-name-service = 无法解析主机名
external-certificate = 证书已过期或属于其他主机
external-certificate-unverified = 在此处无法验证证书
external-protocol = 对方不使用 HTTPS
external-redirect-loop = 循环重定向
external-too-many-redirects = 重定向次数过多
external-bad-redirect = 重定向没有给出地址
external-connection = 无法连接，或连接中断
external-timeout = 没有及时响应
external-retry-later = 服务器要求很久以后再试
external-given-up = 该主机在本次运行中失败次数过多
external-deadline = 本次运行的时间已用完
external-fragment = 页面存在，但该位置可能由脚本生成
external-page-size = 页面存在，但超过了读取的长度
external-login = 需要登录
external-invalid = 不是有效的地址
external-private = 指向非公开的地址
external-credentials = 其中含有用户名或密码
external-scheme = 指向的不是网页地址
external-stopped = 已停止：{ $pages } 个地址中已请求 { $done } 个，下面是已知的结果
external-cache-failed = 无法写入外部链接的缓存：{ $reason }
external-failed = 无法请求其他网站：{ $reason }
external-certificates-cure = 请安装系统的 CA 证书（软件包通常名为 ca-certificates），或用 SSL_CERT_FILE 指定一个证书文件
external-not-built = 这个 tidings 在构建时未包含网络功能
external-not-built-cure = 请启用 `net` 功能重新构建，或去掉 `--external`
# 语言服务器

lsp-loading = 正在读取站点
lsp-loaded = { $count } 个页面
# 写文件
save-changed = 在 tidings 运行期间被改动，未写入任何内容
save-changed-cure = 请重新运行 tidings
save-vanished = 在 tidings 运行期间被删除
save-vanished-cure = 请重新运行 tidings
save-read-only = 是只读文件，修复未写入
save-read-only-cure = 让文件可写（chmod u+w），或指定其他页面
save-link-outside = 是指向站点之外的符号链接，修复未写入
save-link-outside-cure = 在文件的原处修复，或将其复制到站点内
save-failed = 无法写入：{ $reason }
save-failed-cure = 原文仍在；请腾出空间或授予写权限，然后重新运行 tidings

# 修复
help-fix = 应用安全的修复并写回页面，然后报告剩余问题
help-fix_only = 与 `--fix` 一样修复，但不报告
help-diff = 以统一 diff（可用于 `git apply`）显示修复会改动什么，不写文件
help-unsafe_fixes = 同时应用可能改变页面含义的修复
help-fix_rule = 只应用这些规则的修复，用逗号分隔
help-stdin = 从标准输入读取一个页面的文本；与 `--fix` 同用时把修复后的文本写到标准输出
help-stdin_filename = 标准输入的页面在站点中（将要）所在的位置
help-watch = 页面一有改动就重新检查
help-show_files = 列出读取的文件，并标出会报告的文件，不做检查
help-profile = 在标准错误上说明每个阶段和每条规则用了多长时间
fix-made = 已修复 { $count } 个问题，涉及 { $pages }：{ $list }
fix-would = 将修复 { $count } 个问题，涉及 { $pages }：{ $list }
fix-stopped = { $rounds } 轮之后修复仍互相引发；请再次运行 `tidings check --fix`，并报告此情况
fix-refused-finding = 未应用 { $rules } 的修复：修复后 `{ $rule }` 会报告：{ $message }
fix-refused-syntax = 未应用 { $rules } 的修复：页面会出现原本没有的语法问题（`{ $kind }`）
fix-refused-endless = { $rules } 的修复没有尽头（互相抵消），此页面保持原样；请手动修复，并报告此情况
stdin-failed = 无法读取标准输入：{ $reason }
stdin-failed-cure = 请通过管道把页面文本传给 tidings
stdin-large = 内容超过 { $limit } 字节
stdin-encoding = `{ $path }` 的文本不是 UTF-8：偏移量 { $offset } 处的字节有误
watch-waiting = 正在监视 { $count } 个页面；按 Ctrl-C 结束
watch-failed = 无法监视站点：{ $reason }
watch-failed-cure = 请允许更多监视（Linux 上：sysctl fs.inotify.max_user_watches），或不带 `--watch` 运行 `tidings check`
files-summary = 读取 { $count } 个文件，报告其中 { $selected } 个；{ $unread } 个无法读取
files-marks = * 会报告；! 未读取
profile-read = 查找并读取文件
profile-parse = 解析页面
profile-facts = 了解整个站点的情况
profile-pages = 针对页面的规则，以及对照原文的规则（含对齐）
profile-site = 针对站点的规则，排序
profile-report = 报告
profile-all = 所有阶段（时钟时间）
profile-rules = 所有规则（各线程合计）；各规则（及运行次数）：
# 指令与基线
allow-unused = `allow` 的这一条已经没有对应的问题，请将其删去
baseline-conflict = 合并在基线中留下了冲突
baseline-version = 此基线的版本为 `{ $version }`，当前的 tidings 无法读取
baseline-entry = 无法读取基线的这一条：{ $reason }
baseline-line = 这一行不属于基线
baseline-cure = `tidings baseline` 会重新写入该文件，`tidings check --no-baseline` 则不使用基线
baseline-written = 已将 { $count } 个问题写入 `{ $path }`：今后 `tidings check` 只报告新的问题
baseline-pruned = 已从 `{ $path }` 中删去 { $count } 个问题，剩余 { $left } 个
baseline-missing = 没有基线 `{ $path }`
baseline-missing-cure = 使用不带 `--prune` 的 `tidings baseline` 写入基线
baseline-incomplete = 有内容未能检查，基线保持不变
baseline-unwritable = 无法写入 `{ $path }`：{ $reason }
baseline-gone = `{ $path }` 中有 { $count } 个问题已不存在，例如 `{ $page }` 中的 `{ $rule }`{ $text }
baseline-gone-text = ：`{ $text }`
baseline-gone-cure = `tidings baseline --prune` 会删去已改好的问题，以免它们再次出现而无人察觉
help-baseline = 记录现有的问题，使 `check` 只报告新的问题
help-baseline-examples =
    tidings baseline
    tidings baseline --prune
help-prune = 只删去已不存在的问题
help-no_baseline = 报告所有问题，不使用基线
lsp-anchor-uses = { $count ->
    [0] 没有页面链接到它
   *[other] 有 { $count } 个链接指向它
}
lsp-field-pages = { $count ->
    [0] 没有页面使用它
   *[other] 有 { $count } 个页面使用它
}
lsp-field-required = { $text }，必填
lsp-about = `{ $name }`：{ $text }
lsp-offer-used = { $count ->
    [0] 尚未使用
   *[other] 已使用 { $count } 次
}
lsp-offer-required = 必填；{ $text }
lsp-offer-original = { $path } 的 front matter
lsp-offer-needed = 本页需要的字段
lsp-rename-name = `{ $name }` 在这里不能作为 id：请使用字母、数字和连字符，不要有空格
lsp-rename-derived = 站点的生成器根据标题得出所有 id：请改标题
lsp-rename-taken = `{ $path }` 中已有 id 为 `{ $name }` 的标题：请另取名称
lsp-insert-block = 插入原文中缺失的内容
lsp-fix-all = 应用 tidings 的所有安全修复
lsp-fix-rule = 应用本页中 `{ $rule }` 的所有安全修复
lsp-allow = 在此处允许 `{ $rule }`，并写明理由
lsp-allow-reason = （写明理由）
lsp-findings = { $count ->
    [0] 没有发现问题
   *[other] { $count } 个问题
}
lsp-lens-original = 原文（{ $language }）：{ $path }
lsp-lens-translation = { $language }：{ $findings }
lsp-lens-own = 本页：{ $findings }
lsp-behind = { $findings }，比原文落后 { $count } 次提交

# 变更的文件
git-missing = 无法运行 `git`：{ $reason }
git-missing-cure = `--since` 与 `--staged` 需要 git；不使用它们时报告整个站点
git-none = 这里不是 git 工作区：{ $reason }
git-none-cure = `--since` 与 `--staged` 需要 git 工作区；不使用它们时报告整个站点
git-revision = git 中没有版本 `{ $revision }`
git-revision-cure = 请用 `git fetch` 取得它，或写明已有的分支、标签或提交
git-shallow = 此克隆是浅克隆，历史不足以到达 `{ $revision }`
git-shallow-cure = 请取得更多历史：`git fetch --unshallow`，或在 actions/checkout 中设置 `fetch-depth: 0`
git-failed = git：{ $reason }
help-since = 只报告从 REV 分出之后变更的行上的问题，以及它们在译文中引起的问题
help-staged = 只报告已暂存的行上的问题，并按暂存的内容检查

# 写入的指令
allow-reason = `{ $reason }` 不能用作指令的理由
allow-reason-cure = 理由应为一行短语，不含 `--`、`*/`、`|`、反引号、尖括号和花括号
allow-added = 已在 { $pages }中允许 { $count } 个问题
help-add_suppressions = 为每个问题写入带有该理由的指令，并报告无法写入指令的问题

# `tidings config`
help-command-config = 显示站点配置的每个值及其来源
help-config-examples =
    tidings config
    tidings config anchors links.policy
    tidings config --format json > config.json
help-keys = 只显示这些键及其下的值
help-config-format = text 或 json [默认：text]
config-origin-detected = { $path }（检测得出）
config-origin-paths = 页面路径（检测得出）
config-origin-generator = { $name } 的做法
config-origin-default = 默认值
config-no-value = 没有 `{ $key }` 的值
config-no-value-cure = 不带键的 `tidings config` 会列出全部的值；所有的键见 docs/configuration.md

# `tidings schema`
help-schema = 将 tidings.yaml 或规则文件的 JSON Schema 写到标准输出，供编辑器使用
help-schema-examples =
    tidings schema config > .tidings/config.json
    tidings schema rule > .tidings/rule.json
help-of = config（tidings.yaml）或 rule（规则文件）

# `tidings init`
help-init = 查看站点并写出第一份 tidings.yaml，以注释列出所见
help-init-examples =
    tidings init
    tidings init --stdout
    tidings init website
help-folder = 站点的文件夹 [默认：从当前文件夹向上查找]
help-stdout = 写到标准输出，不写文件
help-force = 替换已有的 tidings.yaml
init-head = 由 `tidings init` 写成：查看了 { $pages } 个页面，其中 { $pairs } 个译文有对应的原文。
init-keys =
    `tidings config` 显示每个生效的值及其来源；各个键的说明见 docs/configuration.md。
    能从页面学到的内容可以删去，tidings 会跟随页面。
init-preset = 站点地址或页面种类与 tidings 自带的预设 `{ $name }` 相同。
init-generator = 这里有 { $path }，站点由 { $name } 构建。
init-rspress =
    MDX 页面用 `\{"{"}#id{"}"}` 写 id，每种语言一个文件夹：这是 Rspress 的写法。这里没有它的配置文件。
init-no-generator = 这里没有已知生成器的文件：页面按普通 Markdown 读取（见 docs/configuration.md 的 `generator`）。
init-languages = 页面：{ $list }。
init-with-original = （{ $pairs } 个有原文）
init-orphans = { $count } 个译文页面在对应位置没有原文。
init-detected = `{ $value }` 读自 { $path }。
init-anchors = { $language }：{ $some } 个标题写有 id，{ $other } 个使用自己的 id。
init-links = { $language }：{ $some } 个页面链接以 { $prefix } 开头，{ $other } 个不带。
init-aliases = { $language }：{ $some } 个别名以 { $prefix } 开头，{ $other } 个不带。
init-in-preset = 应有的做法由预设给出。
init-unclear = 数量太少或不一致，无法断定：tidings 会继续学习。
init-fields-preset = 字段的用途由预设给出。页面所见：
init-equal = 译文中相同（相同页数/有该字段的页数）：{ $list }
init-text = 译文中为另外的文字（相同数/总数）：{ $list }
init-written = 已写入 { $path }；`tidings check` 今后会使用它
init-exists = `{ $path }` 已经存在
init-exists-cure = `tidings init --stdout` 显示将要写入的内容；`--force` 替换该文件
init-unwritable = 无法写入 `{ $path }`：{ $reason }
init-no-pages-cure = 请指定站点的文件夹：`tidings init FOLDER`
save-exists = 已经存在，未写入任何内容
save-exists-cure = 请先将其移走或改名；对于译文，`--update` 会合并进去

# `tidings translate`
help-translate = 在站点存放译文的位置写出页面的译文，以待翻译
help-translate-examples =
    tidings translate content/en/news/_index.md --to zh
    tidings translate content/en/news/_index.md --to zh --stdout
    tidings translate content/en/news/_index.md --to zh --update
help-translate-page = 原文
help-translate-to = 译文的语言
help-update = 将原文的改动以带标记的块合并到已有的译文中
help-translate-base = 译文所依据的原文版本 [默认：译文最后一次改动时的版本]
translate-language = `{ $language }` 不是本站点的语言
translate-language-cure = 站点的语言有：{ $list }；其他语言由 tidings.yaml 的 `languages` 给出
translate-original = `{ $path }` 不是原文
translate-original-cure = 请指定语言为 { $language } 的页面
translate-not-one = `{ $path }` 不是一个页面
translate-not-one-cure = 请指定站点的一个页面
translate-no-place = 站点中没有 `{ $path }` 的 { $language } 译文的位置
translate-no-place-cure = 译文的位置由 tidings.yaml 的 `pages` 给出
translate-exists = `{ $path }` 已经存在
translate-exists-cure = `--update` 会将原文的改动合并进去
translate-missing = `{ $path }` 还没有 { $language } 译文
translate-missing-cure = 去掉 `--update` 即可写出译文
translate-written = 已写入 { $path }：{ $blocks } 个块待翻译
translate-updated = 已更新 { $path }：{ $new } 个新块，{ $changed } 个已改动，{ $gone } 个原文已删去
translate-nothing = { $path } 已包含原文的全部内容
translate-base = 与 { $revision } 中的原文比较
translate-no-base = 没有原文的早期文本：没有对应的块视为新块，无法得知哪些块有改动
scaffold-translate = TODO({ $language }): 待翻译
scaffold-field = TODO({ $language }): 原文现为：{ $value }
scaffold-new = TODO({ $language }): 原文新增
scaffold-changed = TODO({ $language }): 原文有改动：上面是旧的译文
scaffold-gone = TODO({ $language }): 原文已删去
