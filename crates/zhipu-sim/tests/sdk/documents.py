"""What the SDKs offer for documents: vectors, files, parser, OCR and knowledge bases.

zai-sdk: embeddings, files, parser (also at once), hand-writing, layout. zhipuai: embeddings, files,
parser (create and content), knowledge bases in their older form. Neither has rerank nor the current
form of knowledge bases: those go raw through the SDK's own transport (`client.post` and the like).
Found by check.py, which runs every function of the name `test_…`.
"""

import base64
import json
import struct
import tempfile
from contextlib import contextmanager
from pathlib import Path

RULES = "# 年假\n\n每位员工每年有十天年假。\n\n# 病假\n\n病假需要医生证明，每年五天。\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480)


@contextmanager
def opened(name, content):
    """An open file of this name, as the documentation of the SDKs hands it over."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with path.open("rb") as file:
            yield file


def refused(bench, error, call):
    try:
        call()
    except getattr(bench.module, error) as caught:
        return caught.response.json()["error"]["code"]
    raise AssertionError(f"no {error} was raised")


def near(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_vectors(bench):
    texts = ["红色的自行车", "一辆红色自行车", "雨夜的火车"]
    create = bench.client.embeddings.create
    answer = create(model="embedding-3", input=texts, dimensions=256)
    assert [one.index for one in answer.data] == [0, 1, 2]
    bicycle, same, train = [one.embedding for one in answer.data]
    assert len(bicycle) == 256 and near(bicycle, same) > near(bicycle, train) + 0.3
    assert answer.usage.total_tokens == answer.usage.prompt_tokens > 5
    assert len(create(model="embedding-3", input="one text").data[0].embedding) == 2048
    assert len(create(model="embedding-2", input="one text").data[0].embedding) == 1024


def test_vectors_beyond_the_limits(bench):
    create = bench.client.embeddings.create
    many = lambda: create(model="embedding-3", input=["x"] * 65)
    assert refused(bench, "APIRequestFailedError", many) == "1210"
    odd = lambda: create(model="embedding-3", input="x", dimensions=3)
    assert refused(bench, "APIRequestFailedError", odd) == "1210"
    chat = lambda: create(model="glm-4.7", input="x")
    assert refused(bench, "APIRequestFailedError", chat) == "1212"


def test_rerank_raw(bench):
    documents = ["先把水烧开", "猫很爱睡觉", "绿茶泡三分钟"]
    body = {"model": "rerank", "query": "绿茶要泡几分钟", "documents": documents, "top_n": 2}
    answer = bench.client.post("/rerank", body=body, cast_type=object)
    assert [one["index"] for one in answer["results"]][0] == 2
    assert len(answer["results"]) == 2 and answer["usage"]["total_tokens"] > 10


def test_rerank_beyond_the_limits_raw(bench):
    send = lambda **body: bench.client.post("/rerank", body=body, cast_type=object)
    usual = {"model": "rerank", "query": "茶", "documents": ["茶"]}
    many = lambda: send(**{**usual, "documents": ["x"] * 129})
    assert refused(bench, "APIRequestFailedError", many) == "1210"
    long = lambda: send(**{**usual, "documents": ["茶" * 4097]})
    assert refused(bench, "APIRequestFailedError", long) == "1210"
    empty = lambda: send(**{**usual, "query": ""})
    assert refused(bench, "APIRequestFailedError", empty) in ("1213", "1214")
    whole = send(**usual, return_documents=True, return_raw_scores=True)
    assert whole["results"][0]["document"] == "茶"


def test_files_are_listed_by_purpose(bench):
    files = bench.client.files
    with opened("规则.md", RULES) as file:
        stored = files.create(file=file, purpose="file-extract")
    assert stored.filename == "规则.md" and stored.bytes == len(RULES.encode())
    listed = files.list(purpose="file-extract")
    assert stored.id in [one.id for one in listed.data]
    other = files.list(purpose="batch")
    assert stored.id not in [one.id for one in other.data]
    files.delete(stored.id)
    again = files.list(purpose="file-extract")
    assert stored.id not in [one.id for one in again.data]


def test_extracted_text_of_a_file(bench):
    files = bench.client.files
    with opened("规则.md", RULES) as file:
        stored = files.create(file=file, purpose="file-extract")
    content = files.content(stored.id).content
    assert b"content" in content and "十天年假" in content.decode()
    assert files.delete(stored.id).deleted
    missing = lambda: files.content(stored.id)
    assert refused(bench, "APIRequestFailedError", missing) == "1214"


def test_a_document_is_parsed(bench):
    parser = bench.client.file_parser
    with opened("规则.md", RULES) as file:
        task = parser.create(file=file, file_type="MD", tool_type="lite")
    assert task.success and task.task_id
    # zhipuai's answer has no `json()`, so the bytes are read.
    look = lambda: json.loads(parser.content(task.task_id, format_type="text").content)
    assert look()["status"] == "processing"
    done = look()
    assert (done["status"], done["content"]) == ("succeeded", RULES)
    with opened("图.pdf", b"%PDF-1.7") as file:
        task = parser.create(file=file, file_type="PDF", tool_type="expert")
    assert look()["status"] == "processing"
    failed = look()
    assert failed["status"] == "failed" and "PDF" in failed["message"]


def test_a_document_of_a_wrong_kind(bench):
    def create():
        with opened("a.exe", b"MZ") as file:
            bench.client.file_parser.create(file=file, file_type="EXE", tool_type="lite")

    assert refused(bench, "APIRequestFailedError", create) == "1214"


def test_a_document_is_parsed_at_once(bench):
    if bench.sdk != "zai":
        return "zhipuai has no such call"
    with opened("规则.txt", RULES) as file:
        result = bench.client.file_parser.create_sync(
            file=file, file_type="TXT", tool_type="prime-sync"
        )
    assert result.content == RULES and result.task_id


def test_pictures_are_measured_but_not_read(bench):
    if bench.sdk != "zai":
        return "zhipuai has no such call"
    picture = base64.b64encode(PNG).decode()
    layout = bench.client.layout_parsing.create(model="glm-ocr", file=picture)
    assert layout.data_info.pages[0].width == 640 and "640 × 480" in layout.md_results
    assert layout.layout_details[0][0].label == "text"
    with opened("a.png", PNG) as file:
        words = bench.client.ocr.handwriting_ocr(file=file, tool_type="hand_write", probability=True)
    assert words.status == "failed" and words.words_result_num == 0 and words.message


def test_knowledge_bases_in_their_older_form(bench):
    if bench.sdk != "zhipuai":
        return "zai-sdk has no such calls"
    bases = bench.client.knowledge
    made = bases.create(embedding_id=3, name="手册", description="规则", icon="book")
    assert len(made.id) == 19 and made.icon == "book"
    bases.modify(made.id, embedding_id=11, name="新手册")
    listed = bases.query(page=1, size=10)
    assert [base.name for base in listed.list if base.id == made.id] == ["新手册"]

    with opened("规则.md", RULES) as file:
        told = bases.document.create(
            file=file, purpose="retrieval", knowledge_id=made.id, sentence_size=202,
            custom_separator=["\n\n"],
        )
    document = told.successInfos[0].documentId
    states = [bases.document.retrieve(document).embedding_stat for _ in range(2)]
    assert states == [0, 1], states
    bases.document.edit(document, "5", sentence_size=300, custom_separator=["。"])
    page = bases.document.list(made.id, purpose="retrieval")
    assert [one.name for one in page.list] == ["规则.md"]
    assert bases.used().used.length == len(RULES.encode())
    bases.document.delete(document)
    gone = lambda: bases.document.retrieve(document)
    assert refused(bench, "APIRequestFailedError", gone) == "1214"
    bases.delete(made.id)
    assert made.id not in [base.id for base in bases.query().list]


def look_gone(client, place, document):
    """The flat code of a document that is not there."""
    return client.get(f"{place}/document/{document}", cast_type=object)["code"]


def test_knowledge_bases_in_their_current_form_raw(bench):
    place = bench.base.removesuffix("/paas/v4") + "/llm-application/open"
    client = bench.client
    send = lambda path, body: client.post(f"{place}{path}", body=body, cast_type=object)
    made = send("/knowledge", {"embedding_id": 11, "name": "手册"})
    assert made["code"] == 200
    base = made["data"]["id"]
    with opened("规则.md", RULES) as file:
        told = client.post(
            f"{place}/document/upload_document/{base}",
            body={"knowledge_type": 1},
            files=[("files", file)],
            options={"headers": {"Content-Type": "multipart/form-data"}},
            cast_type=object,
        )
    document = told["data"]["successInfos"][0]["documentId"]
    look = lambda: client.get(f"{place}/document/{document}", cast_type=object)["data"]
    assert [look()["embedding_stat"] for _ in range(2)] == [0, 1]
    ask = {"query": "年假有几天？", "knowledge_ids": [base], "top_k": 1}
    found = send("/knowledge/retrieve", ask)["data"]
    assert len(found) == 1 and "年假" in found[0]["text"]
    assert found[0]["metadata"]["doc_name"] == "规则.md"
    fetch = lambda path, **asked: client.get(
        f"{place}{path}", options={"params": asked}, cast_type=object
    )
    listed = fetch("/knowledge", page=1, size=10)["data"]
    assert base in [one["id"] for one in listed["list"]] and listed["total"] >= 1
    assert fetch(f"/knowledge/{base}")["data"]["document_size"] == 1
    assert fetch("/knowledge/capacity")["data"]["used"]["length"] >= len(RULES.encode())
    changed = client.put(f"{place}/knowledge/{base}", body={"name": "新手册"}, cast_type=object)
    assert changed["code"] == 200
    assert fetch(f"/knowledge/{base}")["data"]["name"] == "新手册"
    page = fetch("/document", knowledge_id=base, page=1, size=10)["data"]
    assert [one["name"] for one in page["list"]] == ["规则.md"]
    urls = {"knowledge_id": base, "upload_detail": [{"url": "https://example.invalid/a"}]}
    assert send("/document/upload_url", urls)["data"]["failedInfos"][0]["failReason"]
    assert send(f"/document/slice/image_list/{document}", {})["code"] == 200
    assert send(f"/document/embedding/{document}", {})["code"] == 200
    assert [look()["embedding_stat"] for _ in range(2)] == [0, 1]
    assert client.delete(f"{place}/document/{document}", cast_type=object)["code"] == 200
    assert look_gone(client, place, document) == 10011
    unknown = send("/knowledge/retrieve", {**ask, "knowledge_ids": ["1"]})
    assert unknown["code"] == 10010 and "data" not in unknown
    assert client.delete(f"{place}/knowledge/{base}", cast_type=object)["code"] == 200
