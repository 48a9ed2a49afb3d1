"""Renders small template snippets with Jinja2, set up as transformers sets it up.

Usage: python interop/chat/make_jinja_goldens.py

Each entry holds a template and Jinja2's text, or "error" with the message where Jinja2 fails. The
variables are the same for all of them.
"""

import json
import pathlib

import jinja2
import transformers.utils.chat_template_utils as templates

OUT = pathlib.Path(__file__).resolve().parent.parent.parent / "model/src/test/resources/org/eidograph/model/chat"

VARIABLES = {
    "name": "ada Lovelace", "n": 7, "neg": -3, "f": 2.5, "big": 1e22, "tiny": 1.5e-7, "yes": True, "no": False,
    "nothing": None, "empty": "", "words": ["pear", "Apple", "fig"], "nums": [3, 1, 2, 3], "nested": [[1, 2], [3]],
    "d": {"b": 1, "a": "x", "items": "shadow", "list": [1, None, True, 2.0]},
    "people": [{"name": "Bo", "age": 30, "tags": {"x": 1}}, {"name": "al", "age": 25}, {"name": "Cy", "age": 30}],
    "html": "<b>\"q\" & 'a'</b>", "text": "  line one\n\n line two  \n", "uni": "Grüße 🌍 ñ",
}

SNIPPETS = r"""
{{ name }}
{{ missing }}
[{{ missing.attr }}]
{{ missing[0] }}
{{ d.missing }}|{{ d['missing'] }}|{{ d.missing is defined }}
{{ d.missing.deeper }}
{{ nothing.attr is defined }}{{ nothing[0] is defined }}
{{ missing + 'a' }}
{{ 'a' + missing }}
{{ missing ~ 'a' }}
{{ 1 + '1' }}
{{ 1 ~ '1' ~ none ~ true ~ 1.0 }}
{{ n / 2 }} {{ n // 2 }} {{ neg // 2 }} {{ neg % 2 }} {{ n % neg }} {{ 7.5 // 2 }} {{ -7.5 % 2 }} {{ 2 ** 3 }} {{ 2 ** -1 }} {{ -2 ** 2 }}
{{ 1 / 0 }}
{{ 1 + 2 * 3 - 4 }} {{ (1 + 2) * 3 }} {{ 'a' ~ 1 + 2 }}
{{ 'ab' * 3 }} {{ [1] * 2 }} {{ 3 * 'x' }}
{{ 0.1 + 0.2 }} {{ big }} {{ tiny }} {{ 1e16 }} {{ 123456789.0 }} {{ 1e15 }} {{ 2.0 }} {{ 1.0e-4 }} {{ 1e-5 }} {{ 1e100 }}
{{ true }} {{ True }} {{ none }} {{ None }} {{ false }}
{{ [1, 'a', "it's", '"', none, 1.0, [true]] }}
{{ {'a': 1, 'b': [2], 3: none} }} {{ (1,) }} {{ () }} {{ (1, 'b') }} {{ 1, 2 }}
{{ ['a\nb', 'c\\d', 'é', '\x07', '🌍', '\u200b', "both ' and \""] }}
{{ 'tab\there' }} {{ 'uni\u00e9\x41\101' }} {{ "a" 'b' "c" }} {{ '\q' }}
{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }} {{ 1 == 1.0 }} {{ true == 1 }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }} {{ '1' == 1 }}
{{ 1 < 'a' }}
{{ none < 1 }}
{{ missing == missing2 }} {{ missing == none }} {{ none == none }} {{ missing != '' }}
{{ 'a' in 'abc' }} {{ 'a' not in ['a'] }} {{ 'b' in d }} {{ 'x' in missing }} {{ 1 in [true] }}
{{ 1 in 'a' }}
{{ not yes }} {{ not missing }} {{ not '' }} {{ not (1 > 2) and true }}
{{ '' or 'x' }} {{ 'a' and 'b' }} {{ 0 or none }} {{ 0 and 1 }} {{ missing or 'd' }}
{{ 'y' if yes else 'n' }} {{ 'y' if no }}| {{ 'a' if no else 'b' if no else 'c' }}
{{ ('y' if no) is defined }}
{{ name[0] }} {{ name[-1] }} {{ name[:3] }} {{ name[::-1] }} {{ name[1:8:2] }} {{ name[100] }}| {{ uni[6] }} {{ uni[::-1] }}
{{ nums[::-1] }} {{ nums[1:] }} {{ nums[:-1] }} {{ nums[-2:] }} {{ nums[5:] }} {{ nums[::2] }} {{ nums[3:0:-1] }} {{ nums[99] is defined }} {{ nums.0 }}
{{ nothing[1:] }}
{{ missing[1:] }}
{{ n[1:] }}
{{ d['items'] }} {{ d.b }} {{ d['a'] }}
{% for k, v in d.items() %}{{ k }}={{ v }};{% endfor %}
{% for k in d %}{{ k }}{% if not loop.last %},{% endif %}{% endfor %}
{% for k, v in d|items %}{{ loop.index }}/{{ loop.length }} {{ k }};{% endfor %}
{% for x in missing %}a{% else %}none{% endfor %}
{% for x in none %}a{% endfor %}
{% for x in nums if x > 1 %}{{ loop.index0 }}{{ x }}{{ loop.first }}{{ loop.last }} {% else %}no{% endfor %}
{% for x in nums %}{% if x == 2 %}{% break %}{% endif %}{% if x == 1 %}{% continue %}{% endif %}{{ x }}{% endfor %}
{% for x in nums %}{{ loop.previtem }}{{ loop.nextitem is defined }}{{ loop.revindex }}{{ loop.revindex0 }}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }} {% endfor %}
{% for a, b in [(1, 2), [3, 4]] %}{{ a + b }} {% endfor %}
{% for a, b in [(1, 2, 3)] %}{{ a }}{% endfor %}
{% for row in nested %}{% for x in row %}{{ loop.depth }}{{ x }}{% endfor %}|{% endfor %}
{% for c in 'añ🌍' %}[{{ c }}]{% endfor %}
{% set x = 1 %}{% for i in [1, 2] %}{% set x = x + i %}{{ x }}{% endfor %}{{ x }}
{% for i in [1, 2] %}{% if i == 1 %}{% set y = 5 %}{% endif %}{{ y }}|{% endfor %}
{% set ns = namespace(a=1, b='x') %}{% for i in [1, 2] %}{% set ns.a = ns.a + i %}{% endfor %}{{ ns.a }}{{ ns.b }}{{ ns.c is defined }}
{% set ns = namespace({'k': 2}, z=3) %}{{ ns.k }}{{ ns.z }}{{ ns }}
{% set d.x = 1 %}
{% set a, b = 1, 2 %}{{ a }}{{ b }}
{% set a = 1, 2 %}{{ a }}
{% set b %}  captured {{ n }} {% endset %}[{{ b }}]
{% set b | upper | trim %} abc {% endset %}[{{ b }}]
{% if missing %}a{% elif n > 5 %}b{% else %}c{% endif %}
{% if n is defined and n is not none %}{% set q = 'in' %}{% endif %}{{ q }}
{% macro m(a, b=2, *, c) %}{% endmacro %}
{% macro m(a, b=2) %}{{ a }}-{{ b }};{% endmacro %}{{ m(1) }}{{ m(1, 3) }}{{ m(b=5, a=4) }}{{ m() }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}
{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, z=2) }}
{% macro m() %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k=3) }}
{% macro m(a, b=a) %}{{ b }}{% endmacro %}{{ m(9) }}
{% macro m() %}{{ late }}{% endmacro %}{% set late = 'L' %}{{ m() }}
{% macro rec(k) %}{{ k }}{% if k > 0 %}{{ rec(k - 1) }}{% endif %}{% endmacro %}{{ rec(3) }}
{% macro m(t) %}<{{ caller(t) }}>{% endmacro %}{% call(u) m('z') %}{{ u }}!{% endcall %}
{% macro m() %} x {% endmacro %}[{{ m() | trim }}]{{ m()|length }}{{ m is callable }}
{% set x = 1 %}{% macro m() %}{% set x = 2 %}{{ x }}{% endmacro %}{{ m() }}{{ x }}
{{ undefined_function(1) }}
{{ name() }}
{{ name | upper | lower | capitalize }} {{ name | title }} {{ 'a-b c(d' | title }} {{ "it's" | title }}
{{ '  x y ' | trim }}| {{ 'xxaxx' | trim('x') }} {{ missing | trim }}| {{ 5 | trim }}
{{ 5 | upper }} {{ none | upper }} {{ missing | upper }}|
{{ words | join(', ') }} {{ words | join }} {{ nums | join('-') }} {{ people | join(',', attribute='name') }} {{ 'abc' | join('.') }}
{{ words | length }} {{ uni | length }} {{ d | length }} {{ missing | length }} {{ words | count }}
{{ n | length }}
{{ missing | default('d') }} {{ nothing | default('d') }} {{ '' | default('d', true) }} {{ missing | d }}| {{ none | default('q', boolean=true) }}
{{ missing.x | default('d') }}
{{ d.zz | default('d') }}
{{ 'aXbXc' | replace('X', '-') }} {{ 'aXbXc' | replace('X', '-', 1) }} {{ 5 | replace('5', 'six') }} {{ 'ab' | replace('', '-') }}
{{ words | first }} {{ words | last }} {{ 'abc' | first }} {{ [] | first }}| {{ [] | last is defined }} {{ d | first }}
{{ 'abc' | list }} {{ d | list }} {{ d.values() | list }} {{ range(3) | list }} {{ missing | list }}
{{ 5 | string ~ '!' }} {{ none | string }} {{ 5 | string is string }}
{{ '42' | int }} {{ '4.7' | int }} {{ 'x' | int }} {{ 'x' | int(9) }} {{ 4.9 | int }} {{ true | int }} {{ ' 12 ' | int }} {{ 'ff' | int(base=16) }} {{ none | int }}
{{ missing | int }}
{{ '4.5' | float }} {{ 'x' | float }} {{ 3 | float }} {{ 'inf' | float }} {{ '1e3' | float }} {{ none | float(1.5) }}
{{ -5 | abs }} {{ neg | abs }} {{ 2.5 | round }} {{ 3.5 | round }} {{ 2.567 | round(2) }} {{ 2.1 | round(method='ceil') }} {{ 2.9 | round(0, 'floor') }} {{ 42 | round }} {{ 1234 | round(-2) }}
{{ people | map(attribute='name') | list }} {{ words | map('upper') | join(',') }} {{ people | map(attribute='tags.x', default=0) | list }} {{ words | map('replace', 'p', 'P') | list }}
{{ nums | select('odd') | list }} {{ nums | reject('equalto', 3) | list }} {{ [0, 1, ''] | select | list }} {{ nums | select('gt', 1) | list }} {{ ['', 'a'] | reject | list }}
{{ people | selectattr('age', 'equalto', 30) | map(attribute='name') | list }} {{ people | rejectattr('tags', 'defined') | list }} {{ people | selectattr('tags') | list | length }}
{{ nums | map('nosuch') | list }}
{{ n | nosuch }}
{{ n is nosuch }}
{{ words | select('string') | length }}
{% set g = words | map('upper') %}{{ g | first }}{{ g | list }}{{ g | list }}
{{ words | map('upper') | last }}
{{ words | sort }} {{ words | sort(case_sensitive=true) }} {{ nums | sort(reverse=true) }} {{ people | sort(attribute='age,name') | map(attribute='name') | list }}
{{ people | sort(attribute='age') | map(attribute='name') | list }} {{ people | sort(attribute='name') | map(attribute='name') | join }}
{{ [1, 'a'] | sort }}
{{ nums | unique | list }} {{ ['a', 'A', 'b'] | unique | list }} {{ ['a', 'A'] | unique(true) | list }}
{{ nums | reverse | list }} {{ 'abc' | reverse }} {{ nums | min }} {{ nums | max }} {{ nums | sum }} {{ people | sum(attribute='age') }} {{ words | max }} {{ [] | min }}|
{{ d | dictsort }} {{ {'B': 1, 'a': 2, 'C': 0} | dictsort }} {{ {'B': 1, 'a': 2, 'C': 0} | dictsort(true) }} {{ {'B': 1, 'a': 2, 'C': 0} | dictsort(by='value', reverse=true) }}
{{ nothing | items | list }}
{{ missing | items | list }}
{{ nums | batch(3) | list }} {{ nums | batch(3, 0) | list }} {{ nums | slice(3) | list }} {{ nums | slice(3, 'x') | list }}
{{ html | escape }} {{ html | e | e }} {{ html | safe }} {{ html | safe | e }} {{ (html | safe) + '<' }} {{ (html | e) ~ '<' }} {{ html | safe is string }}
{{ text | indent }}| {{ text | indent(2, true) }}| {{ text | indent(1, blank=true) }}| {{ 'a\nb' | indent('> ', true) }}
{{ '%s has %d' | format(name, 3) }} {{ '%s' % 'x' }} {{ '%.2f|%5d|%-4s|%04d|%x|%%' % (2.345, 42, 'ab', 7, 255) }} {{ '%(a)s' | format(a=1) }}
{{ '%d' % 'x' }}
{{ '{} {} {}'.format(1, 'a', none) }} {{ '{0}{1}{0}'.format('a', 'b') }} {{ '{x}{{}}'.format(x=2) }}
{{ '{}'.format() }}
{{ d | tojson }} {{ html | tojson }} {{ uni | tojson }} {{ [1.0, 1e22, none, true, 'a"b\\c\n\t\x01/'] | tojson }} {{ {} | tojson }} {{ [] | tojson(indent=2) }}
{{ d | tojson(indent=2) }}
{{ people | tojson(sort_keys=true, separators=(',', ':')) }} {{ uni | tojson(ensure_ascii=true) }} {{ {1: 2, none: 3, true: 4, 1.5: 5} | tojson }} {{ (1, 2) | tojson }}
{{ nested | tojson(indent='\t') }}
{{ missing | tojson }}
{{ name.split() }} {{ 'a,b,,c'.split(',') }} {{ 'a,b,c'.split(',', 1) }} {{ 'a,b,c'.rsplit(',', 1) }} {{ '  a  b '.split() }} {{ ' a b  c '.split(none, 1) }} {{ ''.split() }} {{ ''.split(',') }} {{ ' a b  c '.rsplit(none, 1) }}
{{ 'abc'.split('') }}
{{ 'xxaxx'.strip('x') }} {{ 'xxaxx'.lstrip('x') }} {{ 'xxaxx'.rstrip('x') }} {{ ' \n a \t'.strip() }}| {{ 'abcba'.strip('ab') }}
{{ name.startswith('ada') }} {{ name.endswith(('x', 'ce')) }} {{ name.startswith('L', 4) }} {{ name.find('L') }} {{ name.find('zz') }} {{ name.rfind('a') }} {{ uni.find('ñ') }} {{ name.index('L') }} {{ name.count('a') }}
{{ name.index('zz') }}
{{ name.upper() }} {{ name.title() }} {{ "it's".title() }} {{ name.capitalize() }} {{ 'aB'.swapcase() }} {{ 'a1'.isalnum() }} {{ '12'.isdigit() }} {{ 'ab'.isalpha() }} {{ ' '.isspace() }} {{ 'AB'.isupper() }} {{ ''.isdigit() }}
{{ 'abc'.removeprefix('a') }} {{ 'abc'.removesuffix('c') }} {{ 'a=b=c'.partition('=') }} {{ 'a=b=c'.rpartition('=') }} {{ 'abc'.partition('x') }} {{ 'a\nb\r\nc\n'.splitlines() }} {{ '5'.zfill(3) }} {{ '-5'.zfill(4) }} {{ 'a'.ljust(3) }}| {{ 'a'.rjust(3, '.') }} {{ 'ab'.center(5, '*') }} {{ 'abc'.center(6, '*') }}
{{ ', '.join(words) }} {{ ''.join(['a', 'b']) }} {{ 'a.b'.replace('.', '!') }} {{ 'aaa'.replace('a', 'b', 2) }}
{{ ', '.join(nums) }}
{{ name.nosuch is defined }} {{ name.nosuch }}| {{ name.nosuch() }}
{{ d.get('a') }} {{ d.get('zz') }} {{ d.get('zz', 'f') }} {{ d.keys() | list }} {{ d.keys() }} {{ d.values() }} {{ {'k': 1}.items() }}
{{ nums.append(4) }}
{{ d.update({'a': 1}) }}
{{ d.pop('a') }}
{{ nums.index(2) }} {{ nums.count(3) }}
{{ n is number }}{{ n is integer }}{{ f is float }}{{ f is integer }}{{ yes is boolean }}{{ yes is number }}{{ yes is integer }}{{ name is string }}{{ d is mapping }}{{ d is sequence }}{{ d is iterable }}{{ name is sequence }}{{ name is iterable }}{{ n is iterable }}{{ nothing is none }}{{ nothing is iterable }}
{{ missing is sequence }}{{ missing is iterable }}{{ missing is string }}{{ missing is mapping }}{{ missing is none }}{{ missing is number }}{{ missing is callable }}{{ d.items() is sequence }}{{ d.items() is iterable }}
{{ 3 is odd }}{{ 4 is even }}{{ 6 is divisibleby 3 }}{{ 6 is divisibleby(4) }}{{ 'a' is in ['a'] }}{{ 1 is eq 1 }}{{ 1 is equalto(2) }}{{ 1 is ne 2 }}{{ 1 is lt 2 }}{{ 1 is ge(1) }}{{ 'a' is lower }}{{ 'A' is upper }}{{ yes is true }}{{ no is false }}{{ 1 is true }}{{ none is sameas none }}{{ 'upper' is filter }}{{ 'x' is filter }}{{ 'odd' is test }}
{{ n is not none and n is not string }} {{ not n is defined }} {{ n is defined and missing is undefined }}
{{ nothing is odd }}
{{ range(5) | list }}{{ range(2, 8, 3) | list }}{{ range(3, 0, -1) | list }}{{ range(3) }}{{ range(1, 9, 2) }}{{ range(3)[1] }}
{{ range(1000000) }}
{{ dict(a=1, b=2) }} {{ dict({'x': 1}, y=2) }}
{{ raise_exception('no way: ' ~ n) }}
{% for i in range(3) -%} {{ i }} {%- endfor %}|
  {% if true %}  x  {% endif %}  y
a  {%- if true %}  x  {%- endif %}  y
a  {%+ if true %}  x  {%+ endif %}  y
{{ 'a' -}}   b   {{- 'c' }}
a {# note #} b {#- note -#} c
{% raw %}{{ not }} {% rendered %}{% endraw %} x
a {%- raw -%}  {{ x }}  {%- endraw -%}  b
{{ "}}" }} {{ '%}' }} {{ {'a': {'b': 1}}['a']['b'] }} {{ {'a': {}} }}
{% filter upper %}abc {{ name }}{% endfilter %}
{% with a = 1, b = n %}{{ a }}{{ b }}{% endwith %}{{ a }}
{% generation %}gen{% endgeneration %}
{{ 1_000 }} {{ 1.5e3 }} {{ -1 }} {{ +1 }} {{ - 1 | abs }}
{{ [1, 2,] }} {{ {'a': 1,} }} {{ [] }} {{ {} }} {{ [[]] + [[1]] }} {{ (1, 2) + (3,) }} {{ [1] == (1,) }} {{ [1] + (1,) }}
{{ words | join(', ' }}
{{ }}
{% if %}{% endif %}
{% if true %}
{% endif %}
{% unknown %}
{% include 'x' %}
{{ 'abc
{# never closed
{{ (1 }}
{{ a b }}
{% for x in nums recursive %}{{ loop(x) }}{% endfor %}
{{ [words, words] | map('first') | list }} {{ nested | map('sum') | list }} {{ people | map(attribute='age') | sum }}
{{ people | selectattr('name', 'in', ['Bo', 'Cy']) | map(attribute='age') | join('/') }}
{{ (words + ['z'])[-1] }} {{ words[0][1:3].upper() }} {{ 'a' 'b' | upper }} {{ ('a' ~ 'b') | upper }}
{{ yes + 1 }} {{ yes * 'x' }} {{ -yes }} {{ 5 == 5 == true }} {{ n if n is odd else 0 }}
{{ 'İ' | lower | length }} {{ 'ß' | upper }} {{ 'ǆ'.title() }} {{ 'ΑΣ' | lower }}
{{ "a\
b" }}
{{ text }}
{{ text | trim | replace('\n', ' ') }} {{ (text.split('\n') | length) }}
{%- set items = [] -%}{%- for x in nums -%}{%- set items = items + [x] -%}{%- endfor -%}{{ items }}
{{ 2 ** 62 * 2 - 1 + 2 ** 62 * 0 }}
{{ d['list'][-1] }} {{ d.list[1] is none }} {{ people[0].tags.x }} {{ people[-1]['name'] }} {{ people[0]['tags']['zz'] is defined }}
{{ loop is defined }}{% for i in [1] %}{{ loop is defined }}{% macro q() %}{{ i }}{% endmacro %}{{ q() }}{% endfor %}
{% for i in [1, 2] %}{% for j in [1, 2] %}{% if j == 2 %}{% break %}{% endif %}{{ i }}{{ j }} {% endfor %}{% endfor %}
{{ false is boolean }} {{ 0 is boolean }} {{ 1 is sameas true }} {{ 'a' is not in 'abc' }} {{ words is not mapping }}
"""

MULTILINE = [
    "{% if true %}\n  a\n{% endif %}\nb\n",
    "  {% for x in nums %}\n    {{ x }}\n  {% endfor %}\nend\n\n",
    "a\n  {#- c -#}\n  b\n  {# d #}\nc\r\nd\re",
    "x\n  {%- set y = 1 %}\n\n  {{- y -}}\n\n z",
    "\n\n{% if true %}\n\nq{% endif %}   \n  {% if true %} w {% endif %}\n",
    "{% raw %}\n  {% a %}\n  {% endraw %}\nb",
    "{% set x %}\n  hi\n{% endset %}[{{ x }}]",
    "  {%+ if true %}\n a{%+ endif +%}\n b",
    "a\t{% if true %}b{% endif %}\n\t{% if true %}c{% endif %}",
    "{{ 'a' }}\n{{ 'b' }}\n",
    "{% macro m() %}\n  in\n  {% endmacro %}\n[{{ m() }}]",
    "l1\n{{ raise_exception('boom') }}",
    "{%- for m in people %}\n{{ m.name -}}\n{%- if not loop.last %}, {% endif %}\n{%- endfor %}\n",
    "  {# first #}\n  text {# mid #}\n{# last #}",
    "{%\n  if true\n%}x{%\nendif\n%}",
]


def main():
    entries = []
    for snippet in [line for line in SNIPPETS.strip("\n").split("\n")] + MULTILINE:
        try:
            entry = {"template": snippet, "text": templates._compile_jinja_template(snippet).render(**VARIABLES)}
        except (jinja2.TemplateError, TypeError, ValueError, AttributeError, ZeroDivisionError, OverflowError, LookupError) as error:
            entry = {"template": snippet, "error": f"{type(error).__name__}: {error}"}
        entries.append(entry)
    lines = ",\n".join("  " + json.dumps(entry, ensure_ascii=False) for entry in entries)
    variables = json.dumps(VARIABLES, ensure_ascii=False)
    (OUT / "jinja-snippets.json").write_text(f'{{"variables": {variables},\n "snippets": [\n{lines}\n]}}\n', "utf-8")


if __name__ == "__main__":
    main()
