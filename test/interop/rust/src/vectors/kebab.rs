//! Names as heck splits them.

use heck::ToKebabCase;
use serde_json::{Value, json};

const NAMES: &[&str] = &[
    "", "a", "A", "Testbed", "testbed", "TemplateHost", "echo_point", "echoPoint", "EchoPoint", "ECHO_POINT",
    "echo-point", "echo point", "_leading", "trailing_", "__double__under__", "a_b", "aB", "AB", "ABc", "ABCd",
    "XMLHttpRequest", "HTTPServer", "HTTPServer2", "getHTTP2URL", "get_http2_url", "getHttp2Url", "HTTP2", "http2",
    "Http2Server", "http2server", "http_2_server", "v2", "V2", "v2List", "v2_list", "V2List", "V2LIST", "listV2",
    "LISTV2", "a1", "a1b2", "a1B2", "A1B2", "A1b2", "a1_b2", "1", "1a", "1A", "2fast2Furious", "ABC123def",
    "ABC123Def", "abc123def", "abc123DEF", "abc123Def", "ab12CD34", "x2Y", "X2y", "X2Y", "3D", "3d", "get3D",
    "get3DModel", "IPv4Address", "IPV6Address", "ipv6", "OAuth2Token", "SHA256Sum", "sha256sum", "Sha256Sum",
    "utf8ToUTF16", "I18nText", "iOSDevice", "IOError", "ioError", "eBay", "SCREAMING_SNAKE_CASE2", "Train-Case-Name",
    "dots.and/slashes", "emoji🦀Name", "straßeName", "STRASSE", "ÉcoleNormale", "école_normale", "ÉCOLE", "naïveÜber",
    "日本語Name", "日本語", "ΣΑΣ", "ΌσοςΣ", "ǅungla", "İstanbul", "ﬁxFile", "ªOrdinal", "ⅣRoman", "x²Squared", "٣Arabic",
];

pub fn lines() -> Vec<Value> {
    NAMES.iter().map(|name| json!({ "name": name, "kebab": name.to_kebab_case() })).collect()
}
