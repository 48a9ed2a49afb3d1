"""Renders chat templates with transformers and writes what our interpreter must reproduce.

Usage: python interop/chat/make_template_goldens.py

Templates: every one that the installed trl ships (Apache-2.0), and our own fallbacks. Each is
rendered with a shared list of conversations; an entry of `expected` is the text, or {"error": ...}
with the message where transformers fails. `generations` are the texts of {% generation %} blocks.
"""

import datetime
import json
import pathlib

import transformers.utils.chat_template_utils as templates
import trl

HERE = pathlib.Path(__file__).resolve().parent
MODEL = HERE.parent.parent / "model/src"
OUT = MODEL / "test/resources/org/eidograph/model/chat"
OWN = MODEL / "main/resources/org/eidograph/model/chat"


class FixedClock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2025, 3, 9, 14, 5, 6)


templates.datetime = FixedClock

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather at a place & time",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "The city's name"},
                "days": {"type": "integer", "default": 3},
                "units": {"type": "string", "enum": ["metric", "imperial"]},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["city"],
        },
        "return": {"type": "string"},
    },
}
CLOCK = {
    "type": "function",
    "function": {"name": "now", "description": "", "parameters": {"type": "object", "properties": {}}},
}


def turn(role, content, **more):
    return {"role": role, "content": content, **more}


def call(name, arguments, **more):
    return {"type": "function", "function": {"name": name, "arguments": arguments}, **more}


PLAIN = [turn("user", "Hi there"), turn("assistant", "Hello! How can I help?")]
SYSTEM = [turn("system", "Be brief.\n"), *PLAIN, turn("user", " Why is 1 < 2 & \"so\"? ")]
LONG = [*SYSTEM, turn("assistant", "Because.\nIt is so."), turn("user", "Grüße 🌍"), turn("assistant", " ok ")]
TOOLS = [
    turn("user", "Weather in Zürich?"),
    turn("assistant", "", tool_calls=[call("get_weather", {"city": "Zürich", "days": 2, "x": [1.5, None, True]}, id="abcdefghi")]),
    turn("tool", '{"sky": "clear <b>"}', name="get_weather", tool_call_id="abcdefghi"),
    turn("assistant", "Clear."),
]
THINK = [
    turn("user", "2+2?"),
    turn("assistant", "<think>\nadd\n</think>\n\n4"),
    turn("user", "3+3?"),
    turn("assistant", "6", reasoning_content="add again", thinking="add again", reasoning="add again"),
]
PARTS = [turn("user", [{"type": "text", "text": "What is it?"}, {"type": "image"}]), turn("assistant", [{"type": "text", "text": "A cat"}])]

CASES = {
    "plain": (PLAIN, {}),
    "prompt": (PLAIN[:1], {"add_generation_prompt": True}),
    "system": (SYSTEM, {"add_generation_prompt": True}),
    "long": (LONG, {}),
    "tools": (TOOLS, {"tools": [WEATHER, CLOCK]}),
    "tools_prompt": ([turn("system", "Use tools."), *TOOLS[:3]], {"tools": [WEATHER], "add_generation_prompt": True}),
    "two_calls": ([TOOLS[0], turn("assistant", None, tool_calls=[call("now", {}, id="abcdefghi"), call("get_weather", {"city": "A"}, id="abcdefghj")])], {"tools": [WEATHER]}),
    "think": (THINK, {}),
    "no_think": (THINK[:1], {"add_generation_prompt": True, "enable_thinking": False, "date_string": "1 Jan 2024"}),
    "parts": (PARTS, {}),
    "assistant_first": (PLAIN[1:], {}),
    "two_users": ([*PLAIN[:1], *PLAIN[:1]], {}),
    "empty": ([], {"add_generation_prompt": True}),
    "no_role": ([{"content": "x"}], {}),
}
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


def render(template, case):
    messages, options = CASES[case]
    variables = {"tools": None, "add_generation_prompt": False, **SPECIAL, **options}
    compiled = templates._compile_jinja_template(template)
    try:
        text, spans = templates._render_with_assistant_indices(compiled, messages, variables.pop("tools"), None, **variables)
    except Exception as error:  # whatever transformers raises
        return {"error": f"{type(error).__name__}: {error}"}
    return {"text": text, "generations": [text[a:b] for a, b in spans]} if spans else text


def main():
    sources = []
    for path in sorted(pathlib.Path(trl.__file__).parent.glob("chat_templates/*.jinja")):
        sources.append((f"trl {trl.__version__} chat_templates/{path.name}", path.stem, path.read_text("utf-8")))
    for path in sorted(OWN.glob("*.jinja")):
        sources.append((f"ours {path.name}", "eidograph_" + path.stem, None))
    cases = {
        name: {"messages": messages, "options": options} for name, (messages, options) in CASES.items()
    }
    write("chat-cases.json", {"now": "2025-03-09T14:05:06", "special_tokens": SPECIAL, "cases": cases})
    lines = []
    for source, name, text in sources:
        template = text if text is not None else (OWN / (name.removeprefix("eidograph_") + ".jinja")).read_text("utf-8")
        expected = {case: render(template, case) for case in CASES}
        lines.append({"name": name, "source": source, "template": text, "expected": expected})
    with open(OUT / "chat-templates.jsonl", "w", encoding="utf-8", newline="\n") as out:
        for line in lines:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")


def write(name, value):
    (OUT / name).write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
