//! The platform's business codes with HTTP status and words, and the refusal made from one.
//! Source: the official error table of 2026-07 and probe records of 2026-10; words are our own.

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::Language;
use crate::reply::Reply;

/// Code, HTTP status, Chinese words, English words.
#[rustfmt::skip] // a row a line
const CODES: &[(u16, u16, &str, &str)] = &[
    (500, 500, "内部错误", "Internal error"),
    (503, 503, "服务暂不可用", "Service unavailable"),
    (1000, 401, "身份验证失败。", "Authentication failed"),
    (1001, 401, "请求头中没有 Authorization，无法进行身份验证。", "Header Authorization is missing"),
    (1002, 401, "Authorization 中的令牌非法。", "The token is not valid"),
    (1003, 401, "令牌已过期，请重新生成。", "The token has expired"),
    (1004, 401, "令牌验证失败。", "The token could not be verified"),
    (1005, 401, "需要二次验证登录。", "A second-factor login is required"),
    (1110, 401, "账户处于非活动状态。", "The account is not active"),
    (1112, 401, "账户已被锁定。", "The account is locked"),
    (1113, 429, "余额不足或无可用资源包，请充值。", "Insufficient balance or no resource package. Please recharge"),
    (1120, 500, "暂时无法访问账户，请稍后重试。", "The account cannot be reached now"),
    (1121, 429, "账户因违规行为被锁定。", "The account is locked for violations"),
    (1200, 500, "接口调用失败。", "The call failed"),
    (1210, 400, "接口调用参数有误，请检查文档。", "Invalid API parameter, please check the documentation"),
    (1211, 400, "模型不存在，请检查模型代码。", "Unknown model, please check the model code"),
    (1212, 400, "当前模型不支持这种调用。", "The model does not support this call"),
    (1213, 400, "没有收到必需的参数。", "A required parameter was not received"),
    (1214, 400, "参数非法，请检查文档。", "A parameter is invalid"),
    (1215, 400, "两个参数不能同时设置。", "Two parameters exclude each other"),
    (1220, 403, "您无权访问这个接口。", "You have no right to use this API"),
    (1221, 400, "接口已下线。", "The API is retired"),
    (1222, 400, "接口不存在。", "The API does not exist"),
    (1230, 500, "接口调用流程出错。", "The call failed in its flow"),
    (1231, 400, "已存在相同的请求编号。", "A request with this id exists"),
    (1233, 400, "任务不存在。", "The task does not exist"),
    (1234, 500, "网络错误，请稍后重试。", "Network error, please try again later"),
    (1261, 400, "提示过长。", "Prompt exceeds max length"),
    (1300, 400, "请求被策略阻止。", "The request is blocked by policy"),
    (1301, 400, "系统检测到输入或生成内容可能包含不安全或敏感内容，请避免输入易产生敏感内容的提示。", "The system detected potentially unsafe or sensitive content in the input or the answer"),
    (1302, 429, "您的账户已达到速率限制，请控制请求频率。", "Rate limit reached for requests"),
    (1303, 429, "请求频率过高，请降低频率。", "The request frequency is too high"),
    (1304, 429, "已达到今日调用次数上限。", "The daily call limit is reached"),
    (1305, 429, "该模型当前访问量过大，请稍后再试。", "The model is overloaded, please try again later"),
    (1308, 429, "已达到使用上限，限额将在 2026-12-01 00:00:00 重置。", "Usage limit reached. Your limit will reset at 2026-12-01 00:00:00"),
    (1309, 429, "您的编码套餐已到期。", "Your coding plan has expired"),
    (1310, 429, "已达到每周或每月上限，限额将在 2026-12-01 00:00:00 重置。", "Weekly or monthly limit reached. Your limit will reset at 2026-12-01 00:00:00"),
    (1311, 429, "当前套餐不包含该模型。", "The plan does not include this model"),
    (1313, 429, "触发公平使用限制。", "Throttled by the fair-use policy"),
    (1314, 429, "企业套餐无效。", "The enterprise plan is not valid"),
    (1315, 429, "该密钥只能用于企业编码套餐。", "The key is only for the enterprise coding plan"),
    (1701, 429, "搜索并发已达上限。", "The search concurrency is reached"),
    (1702, 500, "没有可用的搜索引擎。", "No search engine is available"),
    // Below /llm-application/open, in the flat form under HTTP 200. These two are our own guess.
    (10010, 200, "知识库不存在。", "The knowledge base does not exist"),
    (10011, 200, "文档不存在。", "The document does not exist"),
    (1703, 500, "搜索引擎没有返回有效数据。", "The search engine returned no valid data"),
];

/// Whether the table has a code; faults of unknown codes are a mistake of the test.
pub(crate) fn is_known(code: u16) -> bool {
    CODES.iter().any(|row| row.0 == code)
}

/// A request that is refused before any answer: status, code and words in both languages.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) status: u16,
    chinese: String,
    english: String,
    retry_after_seconds: Option<u32>,
    /// `{code, message}` under HTTP 200, as knowledge bases refuse.
    flat: bool,
}

impl Refusal {
    /// The refusal of a code with the table's words; an unknown code becomes an internal error.
    pub(crate) fn of(code: u16) -> Self {
        let (code, status, chinese, english) = CODES
            .iter()
            .find(|row| row.0 == code)
            .copied()
            .unwrap_or((500, 500, "内部错误", "Internal error"));
        Self {
            code,
            status,
            chinese: chinese.to_owned(),
            english: english.to_owned(),
            retry_after_seconds: None,
            flat: code >= 10_000,
        }
    }

    /// The same in the flat form.
    pub(crate) fn flat(&self) -> Self {
        Self {
            flat: true,
            status: 200,
            ..self.clone()
        }
    }

    /// A refusal that says which parameter is wrong and how.
    pub(crate) fn saying(
        code: u16,
        chinese: impl Into<String>,
        english: impl Into<String>,
    ) -> Self {
        Self {
            chinese: chinese.into(),
            english: english.into(),
            ..Self::of(code)
        }
    }

    /// A required parameter that did not come (1213).
    pub(crate) fn missing(field: &str) -> Self {
        Self::saying(
            1213,
            format!("未正常接收到 {field} 参数。"),
            format!("The {field} parameter was not received"),
        )
    }

    /// A parameter outside its documented range (1210).
    pub(crate) fn range(field: &str, range: &str) -> Self {
        Self::saying(
            1210,
            format!("接口调用参数有误：{field} 参数取值范围为 {range}。"),
            format!("Invalid API parameter: {field} must be in {range}"),
        )
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn retry_after(mut self, seconds: Option<u32>) -> Self {
        self.retry_after_seconds = seconds;
        self
    }

    fn words(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.chinese,
            Language::English => &self.english,
        }
    }

    /// The body `{"error":{"code":"…","message":"…"}}`; a moderation stop names who was stopped.
    pub(crate) fn body(&self, language: Language) -> Value {
        if self.flat {
            return json!({ "code": self.code, "message": self.words(language) });
        }
        let error = json!({ "code": self.code.to_string(), "message": self.words(language) });
        if self.code == 1301 {
            json!({ "contentFilter": [{ "level": 1, "role": "user" }], "error": error })
        } else {
            json!({ "error": error })
        }
    }

    /// The gateway's in-band form `{"code":…,"msg":"…","success":false}`, sent under HTTP 200.
    pub(crate) fn in_band_body(&self, language: Language) -> Value {
        json!({ "code": self.code, "msg": self.words(language), "success": false })
    }

    pub(crate) fn reply(&self, language: Language) -> Reply {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut reply = Reply::json(&self.body(language)).with_status(status);
        if let Some(seconds) = self.retry_after_seconds {
            reply = reply.with_header("retry-after", seconds.to_string());
        }
        reply
    }
}
