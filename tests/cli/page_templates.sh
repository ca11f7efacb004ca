#!/bin/bash
# The generator of pages: what a good template becomes, and each template that could let text become markup, refused with file and line.
# variants: plain
set -eu
tmp=${TEST_TMP:?}
pages=${BUILD:?}/tools/pages
die() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}

bad() { # LINE WORDS, the body on standard input; slots are declared for all of them
    local line=$1 words=$2
    {
        printf '<!--\ntext t\nurl u\nflag f\npart p\nlist rows\n  text cell\nend\n-->\n'
        cat
        # every slot is used, so that this is not what is wrong
        printf '\n<p>{{t}}<a href="{{u}}">x</a>{{#if f}}f{{/if}}{{p}}{{#each rows}}{{cell}}{{/each}}</p>\n'
    } >"$tmp/bad.html"
    if "$pages" "$tmp" "$tmp/bad.html" >"$tmp/out" 2>"$tmp/err"; then
        cat "$tmp/bad.html" >&2
        die "taken: $words"
    fi
    grep -qF -- "$tmp/bad.html:$line: " "$tmp/err" || { cat "$tmp/err" >&2; die "not told of line $line: $words"; }
    grep -qF -- "$words" "$tmp/err" || { cat "$tmp/err" >&2; die "other words than: $words"; }
}

bad 10 'becomes markup' <<<'<p class={{t}}>x</p>'
bad 10 'becomes markup' <<<'<p {{t}}>x</p>'
bad 10 'becomes markup' <<<'<{{t}}>x'
bad 10 'becomes markup' <<<'<!-- {{t}} -->'
bad 10 'with something in it' <<<'<script>var x = "{{t}}";</script>'
bad 10 'with something in it' <<<'<script src="{{u}}"> </script>'
bad 10 'with something in it' <<<'<script src="{{u}}"><b></script>'
bad 10 'leads out of the service' <<<'<script src="https://example.org/x.js"></script>'
bad 10 'takes a url' <<<'<script src="{{t}}"></script>'
bad 10 'with something in it' <<<'<style>p{color:red}</style>'
bad 10 'holds a script' <<<'<p onclick="{{t}}">x</p>'
bad 10 'holds a script' <<<'<p ONCLICK="go()">x</p>'
bad 10 'style sheet' <<<'<p style="color:{{t}}">x</p>'
bad 10 'holds a page' <<<'<iframe srcdoc="{{t}}"></iframe>'
bad 10 'takes a url' <<<'<a href="{{t}}">x</a>'
bad 10 'takes a url' <<<'<form action="{{t}}">x</form>'
bad 10 'takes a url' <<<'<button formaction="{{t}}">x</button>'
bad 10 'and nothing else' <<<'<p>{{u}}</p>'
bad 10 'and nothing else' <<<'<p title="{{u}}">x</p>'
bad 10 'and nothing else' <<<'<a href="javascript:{{u}}">x</a>'
bad 10 'leads out of the service' <<<'<a href="https://example.org/">x</a>'
bad 10 'leads out of the service' <<<'<img src="//example.org/x">'
bad 10 'leads out of the service' <<<'<a href="javascript:alert(1)">x</a>'
bad 10 'is a part' <<<'<p title="{{p}}">x</p>'
bad 10 'has no text' <<<'<p>{{f}}</p>'
bad 10 'has no text' <<<'<p>{{rows}}</p>'
bad 10 'is not declared' <<<'<p>{{nothing}}</p>'
bad 10 'is not declared' <<<'<p>{{cell}}</p>'
bad 10 'no name of a slot' <<<'<p>{{T}}</p>'
bad 10 'no name of a slot' <<<'<p>{{t|raw}}</p>'
bad 10 'without }}' <<<'<p>{{t</p>'
bad 10 'closes nothing' <<<'<p>{{/if}}</p>'
bad 10 'closes nothing' <<<'<p>{{#if f}}x{{/each}}</p>'
bad 10 'without an if' <<<'<p>{{#else}}</p>'
bad 10 'is no list' <<<'<p>{{#each t}}x{{/each}}</p>'
bad 11 'different places' <<<$'<p title="{{#if f}}x\n">{{/if}}</p>'
bad 10 'goes on behind its block' <<<'<p {{#if f}}o{{/if}}nclick="x">y</p>'
bad 10 'on one line' <<<'<p>[[中文]]</p>'
bad 10 'is empty' <<<'<p>[[中文||]]</p>'
bad 10 'same in both languages' <<<'<a href="[[/zh||/en]]">x</a>'
bad 10 'between tags' <<<'<p [[甲||a]]>x</p>'

reject() { # WORDS, a whole template on standard input
    cat >"$tmp/whole.html"
    if "$pages" "$tmp" "$tmp/whole.html" >"$tmp/out" 2>"$tmp/err"; then die "taken: $1"; fi
    grep -qF -- "$1" "$tmp/err" || { cat "$tmp/err" >&2; die "other words than: $1"; }
}
reject 'declared and not used' <<<$'<!--\ntext t\n-->\n<p>x</p>'
reject 'declared twice' <<<$'<!--\ntext t\ntext t\n-->\n<p>{{t}}</p>'
reject "has no 'end'" <<<$'<!--\nlist t\n-->\n<p>{{#each t}}x{{/each}}</p>'
reject 'a slot is text, url' <<<$'<!--\nraw t\n-->\n<p>{{t}}</p>'
reject 'is not closed' <<<$'<!--\nflag t\n-->\n<p>{{#if t}}x</p>'
reject 'ends within a tag' <<<$'<!--\nflag t\n-->\n<p>{{#if t}}x{{/if}}</p><p'
reject 'begins with <!--' <<<'<p>x</p>'

# A good one, compiled and run with hostile texts.
cat >"$tmp/good.html" <<'PAGE'
<!--
text name
url to
flag open
part body
list row
  text cell
  flag mark
  list inner
    text leaf
  end
end
-->
<h1 title="{{name}}">[[甲 & 乙||A & B]]: {{name}}</h1>
{{#if open}}<a href="{{to}}?x=1">{{name}}</a>{{#else}}shut{{/if}}
<ul>
{{#each row}}
    <li{{#if mark}} class="m"{{/if}}>{{cell}} of {{name}}{{#each inner}} [{{leaf}}]{{/each}}</li>
{{/each}}
</ul>
{{#if row}}some{{/if}}{{body}}
<script src="{{to}}" defer></script>
PAGE
mkdir -p "$tmp/gen"
"$pages" "$tmp/gen" "$tmp/good.html" || die "the good template is refused"
cat >"$tmp/use.c" <<'C'
#include "gen/pages.h"
#include <stdio.h>
static void body(struct fpl_buf *out, int zh, const void *p) { (void)zh; fpl_buf_adds(out, p); }
int main(int argc, char **argv) {
    struct page_good_inner leaves[] = {{FPL_STR("l1")}, {FPL_STR("<l2>")}};
    struct page_good_row rows[] = {{FPL_STR("<b>&\"'"), 1, leaves, 2}, {FPL_STR("plain"), 0, NULL, 0}};
    struct page_good page = {.name = FPL_STR("<script>\xE2\x80\xAE"), .to = fpl_str_of(argv[1]), .open = argc > 2,
                             .body = {body, "<i>ours</i>"}, .row = rows, .row_count = 2};
    struct fpl_buf out = {0};
    page_good(&out, argc > 3, &page);
    fwrite(out.p, 1, out.n, stdout);
    fpl_buf_release(&out);
    return 0;
}
C
"${CC:-gcc}" -std=c17 -D_POSIX_C_SOURCE=200809L -I"$tmp" -I"$SRCDIR/include" -o "$tmp/use" "$tmp/use.c" "$tmp/gen/pages.c" \
    "$BUILD/lib/libfundpool.a" -lutf8proc -lgmp -lcrypto -lsqlite3 -lpthread || die "what was made does not compile"
"$tmp/use" /early open zh >"$tmp/got"
cat >"$tmp/want" <<'HTML'
<h1 title="&lt;script&gt;⟨U+202E⟩">甲 &amp; 乙: &lt;script&gt;⟨U+202E⟩</h1>
<a href="/early?x=1">&lt;script&gt;⟨U+202E⟩</a>
<ul>

<li class="m">&lt;b&gt;&amp;&quot;&#39; of &lt;script&gt;⟨U+202E⟩ [l1] [&lt;l2&gt;]</li>

<li>plain of &lt;script&gt;⟨U+202E⟩</li>

</ul>
some<i>ours</i>
<script src="/early" defer></script>
HTML
diff "$tmp/want" "$tmp/got" >&2 || die "the page is another"
"$tmp/use" /early | grep -q 'A &amp; B' || die "no English"
"$tmp/use" /early | grep -q '^shut$' || die "no else"
for url in 'javascript:alert(1)' '//evil.example' '/\evil.example' 'https://evil.example' ''; do
    "$tmp/use" "$url" open | grep -q 'href="#?x=1"' || die "a link leads to $url"
done
"$tmp/use" '/a"b<c' open | grep -q 'href="/a&quot;b&lt;c?x=1"' || die "a link ends its attribute"
