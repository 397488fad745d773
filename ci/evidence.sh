#!/usr/bin/env bash
# What action.yml runs on a pull request: verify its receipt, gate its text, say both in one comment, fail by policy.
set -euo pipefail

agentslint="${AGENTSLINT:-$RUNNER_TEMP/agentslint/bin/agentslint}"
mark='<!-- agentslint-evidence -->'
comment="$RUNNER_TEMP/agentslint-evidence.md"
base="${INPUT_BASE:-origin/${GITHUB_BASE_REF:-main}}"
failed=0 # something is shown to be wrong or open
unproven=0

# what strangers wrote goes through files, and never through a command line
event() {
  "$INPUT_PYTHON" - "$GITHUB_EVENT_PATH" "$1" <<'PYTHON'
import json, sys
found = json.load(open(sys.argv[1], encoding="utf-8")).get("pull_request") or {}
print(found.get(sys.argv[2]) or "")
PYTHON
}

# section TITLE COMMAND...: what a command says, as text in which nothing of Markdown counts
section() {
  local title="$1" status=0 told
  shift
  told="$("$@" 2>&1)" || status=$?
  case "$status" in
    0) title="$title: fits" ;;
    1) title="$title: does not fit" failed=1 ;;
    *) title="$title: unproven" unproven=1 ;;
  esac
  { printf '**%s**\n\n' "$title" && head -c 20000 <<<"$told" | sed 's/^/    /' && printf '\n'; } >>"$comment"
}

number="$(event number)"
printf '%s\n### agentslint: was the loop closed?\n\n' "$mark" >"$comment"
cd -- "$INPUT_PATH"
if [ -n "$INPUT_RECEIPT" ]; then
  words=(--require closed)
  [ "$INPUT_POLICY" = closed ] || words=()
  case "$INPUT_RECEIPT" in
    note)
      git fetch --quiet origin '+refs/notes/agentslint:refs/notes/agentslint' 2>/dev/null || true
      section Receipt "$agentslint" receipt verify --note "${INPUT_HEAD:-HEAD}" "${words[@]+"${words[@]}"}"
      ;;
    *) section Receipt "$agentslint" receipt verify "${words[@]+"${words[@]}"}" -- "$INPUT_RECEIPT" ;;
  esac
fi
if [ "$INPUT_HANDOFF" = true ]; then
  event body >"$RUNNER_TEMP/agentslint-body.md"
  words=(handoff "$RUNNER_TEMP/agentslint-body.md" --base "$base")
  case "$INPUT_RECEIPT" in '' | note) ;; *) words+=(--receipt "$INPUT_RECEIPT") ;; esac
  section Handoff "$agentslint" "${words[@]}"
fi
[ -z "${GITHUB_STEP_SUMMARY:-}" ] || cat "$comment" >>"$GITHUB_STEP_SUMMARY"

# one comment, written anew each time; a fork's token may not write any
if [ "$INPUT_COMMENT" = true ] && [ -n "$number" ]; then
  where="repos/$GITHUB_REPOSITORY/issues"
  old="$(gh api --paginate "$where/$number/comments" \
    --jq ".[] | select(.body | startswith(\"$mark\")) | select(.user.type == \"Bot\") | .id" 2>/dev/null | head -n 1)" || old=''
  if [ -n "$old" ]; then
    said=(--method PATCH "$where/comments/$old")
  else
    said=(--method POST "$where/$number/comments")
  fi
  gh api "${said[@]}" --field "body=@$comment" >/dev/null 2>&1 ||
    echo "::notice::agentslint: the comment was not written: the token may not write to pull requests"
fi

cat "$comment"
case "$INPUT_POLICY" in
  never) exit 0 ;;
  open) exit "$failed" ;;
  closed) exit "$((failed | unproven))" ;;
  *)
    echo "agentslint: policy $INPUT_POLICY: there are never, open and closed" >&2
    exit 2
    ;;
esac
