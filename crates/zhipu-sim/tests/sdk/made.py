"""What the SDKs offer for pictures and clips, made by the simulator, followed to the end and looked at.

zai-sdk: pictures (at once, and as a task), clips, results. zhipuai: pictures at once, clips; its task
of a picture goes raw through the SDK's own transport. Found by check.py, which runs every function of
the name `test_…`.
"""

import base64
import struct
import time
import urllib.error
import urllib.request
import zlib


def fetched(url):
    """A file of a link, as anyone would fetch it: without the key."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return answer.headers["content-type"], answer.read()


def png_pixels(content):
    """Width, height and colours of a PNG that is read to its end."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    place, data, head = 8, b"", None
    while place < len(content):
        length, name = struct.unpack(">I4s", content[place : place + 8])
        body = content[place + 8 : place + 8 + length]
        (told,) = struct.unpack(">I", content[place + 8 + length : place + 12 + length])
        assert told == zlib.crc32(name + body), name
        head = body if name == b"IHDR" else head
        data += body if name == b"IDAT" else b""
        place += 12 + length
    width, height, depth, kind = struct.unpack(">IIBB", head[:10])
    assert (depth, kind) == (8, 2)
    rows = zlib.decompress(data)
    assert len(rows) == height * (width * 3 + 1)
    return width, height, len(set(rows))


def boxes(content):
    """Names and contents of the boxes of an MP4, one level."""
    place = 0
    while place < len(content):
        size, name = struct.unpack(">I4s", content[place : place + 8])
        assert size >= 8 and place + size <= len(content), name
        yield name.decode(), content[place + 8 : place + size]
        place += size


def film(content):
    """Width, height, seconds and number of pictures of an MP4, and whether it has sound."""
    whole = dict(boxes(content))
    assert list(whole) == ["ftyp", "moov", "mdat"], list(whole)
    head = list(boxes(whole["moov"]))
    scale, length = struct.unpack(">II", dict(head)["mvhd"][12:20])
    tracks = [dict(boxes(body)) for name, body in head if name == "trak"]
    width, height = struct.unpack(">II", tracks[0]["tkhd"][76:84])
    table = dict(boxes(dict(boxes(dict(boxes(tracks[0]["mdia"]))["minf"]))["stbl"]))
    (count,) = struct.unpack(">I", table["stsz"][8:12])
    assert b"avc1" in table["stsd"] and b"avcC" in table["stsd"]
    sizes = struct.unpack(f">{count}I", table["stsz"][12:])
    chunks = struct.unpack(f">{len(table['stsc'][8:]) // 4}I", table["stsc"][8:])[1::3]
    begins = struct.unpack(f">{len(chunks)}I", table["stco"][8:])
    assert sum(chunks) == count
    rest = iter(sizes)
    for begin, samples in zip(begins, chunks, strict=True):
        for size in [next(rest) for _ in range(samples)]:
            (told,) = struct.unpack(">I", content[begin : begin + 4])
            assert told == size - 4, "each picture is one packet"
            begin += size
    return width >> 16, height >> 16, length / scale, count, len(tracks) == 2


def followed(bench, task):
    """The result of a task, looked at until it is over."""
    videos = bench.client.videos
    look = videos.retrieve_videos_result
    for _ in range(50):
        result = look(id=task)
        if result.task_status != "PROCESSING":
            return result
        time.sleep(0.02)
    raise AssertionError("it never ended")


def refused(bench, error, call):
    try:
        call()
    except getattr(bench.module, error) as caught:
        return caught.response.json()["error"]["code"]
    raise AssertionError(f"no {error} was raised")


def test_a_picture_at_once(bench):
    answer = bench.client.images.generations(
        model="cogview-4-250304", prompt="湖上的纸船 ⛵", size="512x768", quality="standard"
    )
    assert len(answer.data) == 1 and answer.created
    kind, content = fetched(answer.data[0].url)
    width, height, colours = png_pixels(content)
    assert (kind, width, height) == ("image/png", 512, 768) and colours > 50
    free = bench.client.images.generations(model="cogview-3-flash", prompt="x")
    kind, content = fetched(free.data[0].url)
    assert kind == "image/jpeg" and content[:3] == b"\xff\xd8\xff" and content[-2:] == b"\xff\xd9"


def test_a_picture_as_a_task(bench):
    prompt = {"model": "glm-image", "prompt": "山", "size": "1024x1056"}
    images = bench.client.images
    if hasattr(images, "async_generations"):
        task = images.async_generations(**prompt).id
    else:
        told = bench.client.post("/async/images/generations", body=prompt, cast_type=object)
        task = told["id"]
    for _ in range(50):
        found = bench.client.get(f"/async-result/{task}", cast_type=object)
        if found["task_status"] != "PROCESSING":
            break
        time.sleep(0.02)
    assert found["task_status"] == "SUCCESS", found
    kind, content = fetched(found["image_result"][0]["url"])
    assert (kind, png_pixels(content)[:2]) == ("image/png", (1024, 1056))


def test_a_clip_from_words(bench):
    task = bench.client.videos.generations(
        model="cogvideox-3", prompt="麦田上的风筝", quality="speed", with_audio=True,
        size="1280x720", fps=30, duration=5, request_id="sdk-clip-1",
    )
    assert task.task_status == "PROCESSING" and task.request_id == "sdk-clip-1"
    result = followed(bench, task.id)
    assert result.task_status == "SUCCESS", result
    kind, content = fetched(result.video_result[0].url)
    assert kind == "video/mp4" and film(content) == (1280, 720, 5.0, 150, True)
    kind, cover = fetched(result.video_result[0].cover_image_url)
    assert (kind, png_pixels(cover)[:2]) == ("image/png", (1280, 720))


def test_a_clip_from_a_picture(bench):
    made = bench.client.images.generations(model="cogview-4", prompt="x", size="512x512")
    picture = base64.b64encode(fetched(made.data[0].url)[1]).decode()
    task = bench.client.videos.generations(
        model="vidu2-image", prompt="", image_url=f"data:image/png;base64,{picture}",
        extra_body={"duration": 4, "movement_amplitude": "small"},
    )
    result = followed(bench, task.id)
    assert result.task_status == "SUCCESS", result
    _, content = fetched(result.video_result[0].url)
    assert film(content) == (1280, 720, 4.0, 96, False)


def test_what_is_refused_and_what_fails(bench):
    images, videos = bench.client.images, bench.client.videos
    odd = lambda: images.generations(model="cogview-4", prompt="x", size="100x100")
    assert refused(bench, "APIRequestFailedError", odd) == "1214"
    sensitive = lambda: images.generations(model="cogview-4", prompt="x [[fault:sensitive]]")
    assert refused(bench, "APIRequestFailedError", sensitive) == "1301"
    broke = lambda: videos.generations(model="cogvideox-3", prompt="x [[fault:1113]]")
    assert refused(bench, "APIReachLimitError", broke) == "1113"
    nobody = lambda: videos.retrieve_videos_result(id="nobody")
    assert refused(bench, "APIRequestFailedError", nobody) == "1233"
    task = videos.generations(model="cogvideox-2", prompt="x [[fault:task-fails]]")
    assert followed(bench, task.id).task_status == "FAIL"


def test_a_link_that_nobody_gave(bench):
    try:
        fetched(bench.base.removesuffix("/api/paas/v4") + "/made/nobody.png")
    except urllib.error.HTTPError as error:
        assert error.code == 404
    else:
        raise AssertionError("it was found")
