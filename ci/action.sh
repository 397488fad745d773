#!/usr/bin/env bash
# What action.yml runs: install this checkout once in a job, lint once for each reader, leave the exit
# code as output.
set -euo pipefail

home="$RUNNER_TEMP/agentslint"
which="$ACTION by $INPUT_PYTHON"
if [ "$(cat "$home/installed" 2>/dev/null)" != "$which" ]; then
  "$INPUT_PYTHON" -m venv "$home"
  "$home/bin/pip" install --quiet --disable-pip-version-check "$ACTION"
  printf '%s' "$which" >"$home/installed"
fi

words=()
while IFS= read -r word; do
  [ -z "$word" ] || words+=("$word")
done <<<"$INPUT_ARGUMENTS"
[ -z "$INPUT_SINCE" ] || words+=("--since=$INPUT_SINCE")

status=0
lint() {
  "$home/bin/agentslint" check "${words[@]+"${words[@]}"}" "$@" -- "$INPUT_PATH"
}

# annotations on the lines of the change; this run decides
lint --format github || status=$?
echo "status=$status" >>"$GITHUB_OUTPUT"
# 2 says that nothing was checked: there is no report to write
[ "$status" -le 1 ] || exit 0

sarif="$home/agentslint.sarif"
lint --format sarif --output "$sarif" || [ $? = 1 ]
echo "sarif=$sarif" >>"$GITHUB_OUTPUT"
if [ "$INPUT_SUMMARY" = true ]; then
  lint --format markdown >>"$GITHUB_STEP_SUMMARY" || [ $? = 1 ]
fi
