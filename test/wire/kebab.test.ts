import { describe, expect, it } from "vitest";
import { kebab } from "../../runtime/wire/kebab.ts";

describe("kebab-casing", () => {
  it.each([
    ["echo_point", "echo-point"],
    ["echoPoint", "echo-point"],
    ["EchoPoint", "echo-point"],
    ["ECHO_POINT", "echo-point"],
    ["Testbed", "testbed"],
    ["TemplateHost", "template-host"],
    ["XMLHttp", "xml-http"],
    ["XMLHttpRequest", "xml-http-request"],
    ["v2Beta", "v2-beta"],
    ["get2ndItem", "get2nd-item"],
    ["HTTP2Server", "http2-server"],
    ["__leading__and_double__", "leading-and-double"],
    ["größeÄndern", "größe-ändern"],
    ["ΌσοςΣ", "όσος-ς"],
    ["Σ", "ς"],
    ["ΑΣ2", "ασ2"],
    ["x", "x"],
    ["", ""],
  ])("turns %s into %s", (name, words) => {
    expect(kebab(name)).toBe(words);
  });
});
