//! The Chinese words of the demonstration platform.

use super::Section;
use super::texts::{FactWords, Texts};

pub(super) const TEXTS: Texts = Texts {
    first_line: "**这里是演示平台：这个回答背后没有任何模型。**",
    asked: |topic| {
        if topic.is_empty() {
            "你的问题里没有文字。".to_owned()
        } else {
            format!("你问的是：“{topic}”。下面的内容是事先写好的，用来展示回答的样子。")
        }
    },
    greetings: &["你好", "您好", "嗨", "早上好", "晚上好", "在吗", "大家好"],
    greeting: "你好！想单独看某一种格式，可以说：**表格**、**列表**、**任务**、**代码**（Rust、Python、SQL……）、**公式**、**引用**、**链接**或**长文**；问别的，就把它们全部展示一遍。",
    cannot_go_on: "不是它写的文字，它接不下去。",
    nothing_left: "回答已经完整了。",
    closings: &[
        "能展示的就是这些。在设置里存入密钥，就可以用真正的模型再问一次。",
        "有了自己的密钥，这里就会由模型来回答。",
    ],
    colon: "：",
    thought_of: |topic, characters| {
        format!("（演示，没有谁在思考。）问题是“{topic}”，共 {characters} 个字符。")
    },
    thoughts: &[
        "模型会先弄清楚：真正想知道的是什么，自己又知道些什么。",
        "然后试一个初步的想法，看它在哪里站不住，留下站得住的部分：\n\n1. 把问题拆开；\n2. 逐个回答；\n3. 检查总和，比如 $2 + 2 = 4$。",
        "最后考虑形式：一小段话、一张表，还是几行 `code`。",
        "也许还会再怀疑一次：次序对吗？有没有遗漏？English parts need a second look too.",
        "够了，可以展示准备好的内容了。",
    ],
    tool_said: |name| format!("函数 `{name}` 返回了："),
    searched: |count| format!("准备好的搜索有 {count} 条结果；并没有真的上网查找。"),
    not_in_files: "这些资料没有提到这个问题。",
    wrong_claim: "月亮由 4711 种奶酪组成。",
    bare_claim: "每一种奶酪都是猫头鹰烤的。",
    facts: FactWords {
        head: "| 收到的内容 | 数值 |",
        characters: "字符",
        words: "汉字",
        lines: "行",
        messages: "对话中的消息",
        model: "模型",
        thinking: "思考",
        on: "开",
        off: "关",
        system: "系统提示",
        kinds: ["图片", "视频", "文件", "声音"],
        bytes: "字节",
        pixels: "像素",
        at: "位于",
        unseen: "演示平台说得出它是什么，但看不到里面的内容。",
    },
    list: include_str!("../../fixtures/demo/zh/list.md"),
    tasks: include_str!("../../fixtures/demo/zh/tasks.md"),
    table: include_str!("../../fixtures/demo/zh/table.md"),
    math: include_str!("../../fixtures/demo/zh/math.md"),
    quote: include_str!("../../fixtures/demo/zh/quote.md"),
    links: include_str!("../../fixtures/demo/zh/links.md"),
    code_heading: "### 代码",
    prose_heading: "### 长文",
    part: |number| format!("## 第 {number} 部分"),
    table_head: "| 序号 | 名称 | 数值 | 备注 |\n| ---: | :--- | ---: | :--- |",
    sentences: include_str!("../../fixtures/demo/zh/sentences.txt"),
    between_sentences: "",
    keywords: &[
        (Section::List, &["列表", "清单", "列出"]),
        (Section::Tasks, &["任务", "待办"]),
        (Section::Table, &["表格", "列表格", "一张表"]),
        (Section::Code, &["代码", "程序", "函数", "脚本", "编程"]),
        (Section::Math, &["公式", "数学", "方程", "积分"]),
        (Section::Quote, &["引用", "引文", "名言"]),
        (Section::Links, &["链接", "网址", "强调"]),
        (Section::Prose, &["长文", "文章", "故事", "作文", "详细"]),
    ],
};
