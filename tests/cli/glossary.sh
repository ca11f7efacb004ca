#!/bin/bash
# variants: plain
# Every name that stands in records, packs or derivations stands in docs/GLOSSARY.md: facts, commands, pack parameters, accounts, states,
# step codes and sums. Nothing here runs the program; it reads the sources the names come from.
set -eu
cd "${SRCDIR:-$(dirname "$0")/../..}"
glossary=docs/GLOSSARY.md
missing=0
checked=0

expect() { # KIND, names on standard input
    local kind=$1 name found=0
    while IFS= read -r name; do
        found=$((found + 1))
        if ! grep -qF -- "\`$name\`" "$glossary"; then
            printf '%s: %s: not in %s\n' "$kind" "$name" "$glossary"
            missing=$((missing + 1))
        fi
    done
    if [ "$found" -eq 0 ]; then
        printf '%s: none found, the sources must have moved\n' "$kind"
        missing=$((missing + 1))
    fi
    checked=$((checked + found))
}

expect fact < <(sed -n 's/^FPL_FACT([A-Z_0-9]*, "\([^"]*\)".*/\1/p' include/fundpool/fact.def)
expect command < <(grep -ohE '\.command = \{"[a-z.]+"' ledger/*/*.c | cut -d'"' -f2)
expect kind < <(grep -ohE '\.kind = "[a-z._]+"' ledger/{fund,pool,general}/*.c | cut -d'"' -f2)
expect parameter < <(sed -n 's/^PACK_FIELD([A-Z_0-9]*, "\([^"]*\)".*/\1/p' ledger/policy/pack_fields.def)
expect account < <(sed -n 's/.*{code: "\([0-9]*\)".*/\1/p' policies/charts/*.yaml | sort -u)
expect state < <(sed -n '/_moves\[\]/,/^};/p' ledger/pool/*.c ledger/fund/*.c | grep -o '"[A-Z_]\{1,\}"' | tr -d '"' | sort -u)
expect step < <(cat ledger/pool/*.c ledger/fund/*.c | tr '\n' ' ' |
    grep -oE '(step_x|step_int|step_metric|decision_step)\([^,"]*, *"[^"]+"' | grep -oE '"[^"]+"' | tr -d '"' | sort -u)
expect cash_flow < <(sed -n 's/.*ROW("\([A-Z_]*\)".*/\1/p' include/fundpool/cash_flow.h)
expect room < <(grep -ohE '"room\.[a-z_]+"' ledger/pool/*.c | tr -d '"' | sort -u)
expect tally < <(cat ledger/pool/*.c | tr '\n' ' ' | grep -oE 'pool__tally(_all)?\([^,"]*, *"[a-z_.]+"' | grep -oE '"[a-z_.]+"' |
    tr -d '"' | sort -u)

printf '%d names checked, %d missing\n' "$checked" "$missing"
[ "$missing" -eq 0 ]
