"""The official SDKs against the simulator, as their own documentation uses them.

Usage: check.py zai|zhipuai PROGRAM    (started by run.sh)
Each test prints one line; the last line has the counts, and the exit code says whether all passed.
"""

import base64
import json
import struct
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

import documents
import made

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Current weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    },
}


def ask(text):
    return [{"role": "user", "content": text}]


class Bench:
    """A running simulator and a client of the SDK under test."""

    def __init__(self, sdk, program):
        self.sdk = sdk
        self.process = subprocess.Popen(
            [program, "--speed", "0"], stdout=subprocess.PIPE, text=True
        )
        words = self.process.stdout.readline().split()
        self.key = words[words.index("key:") + 1]
        self.base = words[words.index("base:") + 1]
        if sdk == "zai":
            import zai

            self.module, self.Client = zai.core, zai.ZhipuAiClient
        else:
            import zhipuai

            self.module, self.Client = zhipuai.core._errors, zhipuai.ZhipuAI
        self.client = self.open()

    def open(self, **settings):
        settings = {"api_key": self.key, "max_retries": 0, **settings}
        return self.Client(base_url=self.base, **settings)

    def create(self, text, client=None, **fields):
        client = client or self.client
        fields = {"model": "glm-4.7", "messages": ask(text), **fields}
        return client.chat.completions.create(**fields)

    def refused(self, error, text, client=None, **fields):
        try:
            self.create(text, client, **fields)
        except getattr(self.module, error) as caught:
            return caught
        raise AssertionError(f"no {error} was raised")

    def close(self):
        self.process.terminate()
        assert self.process.wait(10) == 0, "SIGTERM ends the simulator well"


def test_an_answer_that_is_not_streamed(bench):
    answer = bench.create("讲讲黄河")
    assert answer.choices[0].finish_reason == "stop"
    assert "演示平台" in answer.choices[0].message.content.splitlines()[0]
    assert answer.choices[0].message.reasoning_content
    usage = answer.usage
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 100
    assert answer.id and answer.created and answer.model == "glm-4.7"


def test_a_streamed_answer_is_the_same(bench):
    whole = bench.create("讲讲黄河").choices[0].message
    content, reasoning, finish, usage = "", "", None, None
    for chunk in bench.create("讲讲黄河", stream=True):
        delta = chunk.choices[0].delta
        content += delta.content or ""
        reasoning += delta.reasoning_content or ""
        finish = chunk.choices[0].finish_reason or finish
        usage = chunk.usage or usage
    assert content == whole.content and reasoning == whole.reasoning_content
    assert finish == "stop" and usage.completion_tokens > 100


def test_sampling_is_clamped_and_taken(bench):
    answer = bench.create("temperature?", temperature=1.0, top_p=1.0, max_tokens=500)
    assert "| `temperature` | 0.99 |" in answer.choices[0].message.content


def test_a_function_is_called_and_its_result_answered(bench):
    first = bench.create("Is it raining in Lyon?", tools=[WEATHER], tool_choice="auto")
    assert first.choices[0].finish_reason == "tool_calls"
    call = first.choices[0].message.tool_calls[0]
    assert call.function.name == "get_weather"
    assert json.loads(call.function.arguments) == {"city": "Lyon"}
    messages = ask("Is it raining in Lyon?")
    messages.append(first.choices[0].message.model_dump())
    messages.append({"role": "tool", "tool_call_id": call.id, "content": '{"rain": true}'})
    second = bench.create("", messages=messages, tools=[WEATHER])
    assert "get_weather" in second.choices[0].message.content


def test_a_streamed_function_call(bench):
    for extra in ({}, {"extra_body": {"tool_stream": True}}):
        name, arguments = None, ""
        for chunk in bench.create("Rain in Lyon?", tools=[WEATHER], stream=True, **extra):
            for call in chunk.choices[0].delta.tool_calls or []:
                name = call.function.name or name
                arguments += call.function.arguments or ""
        assert (name, json.loads(arguments)) == ("get_weather", {"city": "Lyon"})


def test_a_web_search_in_chat(bench):
    search = {"enable": "True", "search_engine": "search_pro", "count": "3", "search_result": "True"}
    answer = bench.create("潮汐能", tools=[{"type": "web_search", "web_search": search}])
    assert "[ref_3]" in answer.choices[0].message.content
    assert len(answer.model_dump()["web_search"]) == 3


def test_a_picture_is_acknowledged(bench):
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480)
    url = "data:image/png;base64," + base64.b64encode(png).decode()
    parts = [
        {"type": "image_url", "image_url": {"url": url}},
        {"type": "text", "text": "What is this?"},
    ]
    messages = [{"role": "user", "content": parts}]
    answer = bench.create("", model="glm-4.6v", messages=messages)
    assert "PNG, 640 × 480 pixels, 24 bytes" in answer.choices[0].message.content


def test_an_asynchronous_answer(bench):
    chat = bench.client.chat
    calls = chat.asyncCompletions
    task = calls.create(model="glm-4.7", messages=ask("[[text:完成了]]"))
    assert task.task_status == "PROCESSING"
    assert calls.retrieve_completion_result(task.id).task_status == "PROCESSING"
    done = calls.retrieve_completion_result(task.id)
    assert done.task_status == "SUCCESS"
    assert done.choices[0].message.content == "完成了"


def test_files_go_in_and_out(bench):
    files = bench.client.files
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "jobs.jsonl"
        path.write_text('{"custom_id": "1", "note": "你好"}\n', encoding="utf-8")
        with path.open("rb") as opened:
            file = files.create(file=opened, purpose="batch")
        assert file.bytes == path.stat().st_size and file.filename == "jobs.jsonl"
        listed = files.list(purpose="batch")
        assert [one.id for one in listed.data] == [file.id]
        assert files.content(file.id).content == path.read_bytes()
    assert files.delete(file.id).deleted
    assert not files.list(purpose="batch").data


def test_errors_have_their_classes(bench):
    for fault, error, status in [
        ("401", "APIAuthenticationError", 401),
        ("1302", "APIReachLimitError", 429),
        ("1305", "APIReachLimitError", 429),
        ("1113", "APIReachLimitError", 429),
        ("500", "APIInternalError", 500),
        ("503", "APIServerFlowExceedError", 503),
        ("sensitive", "APIRequestFailedError", 400),
    ]:
        caught = bench.refused(error, f"hi [[fault:{fault}]]")
        assert caught.status_code == status, (fault, caught.status_code)
    unknown = bench.refused("APIRequestFailedError", "hi", model="gpt-9")
    assert unknown.response.json()["error"]["code"] == "1211"
    wrong = bench.open(api_key="wrong.key")
    refused = bench.refused("APIAuthenticationError", "hi", client=wrong)
    assert refused.response.json()["error"]["code"] == "1000"


def test_a_signed_token_is_let_in(bench):
    signing = bench.open(disable_token_cache=False)
    assert bench.create("hi", client=signing).choices[0].finish_reason == "stop"
    forged = bench.open(disable_token_cache=False, api_key=bench.key + "x")
    bench.refused("APIAuthenticationError", "hi", client=forged)


def test_retries_end_with_the_error(bench):
    patient = bench.open(max_retries=1)
    bench.refused("APIReachLimitError", "hi [[fault:1302 retry-after=0]]", client=patient)


def test_a_cut_stream_keeps_what_came(bench):
    came = ""
    try:
        for chunk in bench.create("讲讲黄河 [[fault:cut after=30000]]", stream=True):
            came += chunk.choices[0].delta.content or ""
    except Exception as error:  # whatever class the SDK or httpx chooses
        assert came, error
    else:
        raise AssertionError("the broken connection was not noticed")


def main():
    bench = Bench(*sys.argv[1:3])
    passed, failed = 0, 0
    try:
        for name, test in [*globals().items(), *vars(documents).items(), *vars(made).items()]:
            if not name.startswith("test_"):
                continue
            words = name.removeprefix("test_").replace("_", " ")
            try:
                missing = test(bench)
            except Exception:
                failed += 1
                print(f"FAILED {bench.sdk} {words}")
                traceback.print_exc(file=sys.stdout)
            else:
                # A test may say that the SDK has no such call: no pass, and no failure either.
                passed += not missing
                print(f"none {bench.sdk} {words}: {missing}" if missing else f"ok {bench.sdk} {words}")
    finally:
        bench.close()
    print(f"{bench.sdk}: {passed} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
