#!/usr/bin/env bash
# The programs as their users meet them: exit statuses, messages, files, and the same bytes for the same input.
#   bash tests/programs/check.sh CALM_PIPELINE CALM_EVALUATE
set -euo pipefail
pipeline=$(realpath "${1:?usage: check.sh CALM_PIPELINE CALM_EVALUATE}")
evaluate=$(realpath "${2:?usage: check.sh CALM_PIPELINE CALM_EVALUATE}")
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
fail() { printf 'FAILED: %s\n' "$*"; failed=1; }

# expect STATUS TEXT COMMAND...: it ends with this status and says this.
expect() {
  local wanted=$1 text=$2 said status=0
  shift 2
  said=$("$@" 2>&1) || status=$?
  [ $status -eq "$wanted" ] || fail "status $status, not $wanted: $*"
  grep -qF -- "$text" <<< "$said" || fail "no \"$text\" in what it says: $*"$'\n'"$said"
}
demo=(--questions data/questions.jsonl --responses data/responses.jsonl)

expect 0 --responses "$pipeline" --help
expect 0 --predictions "$evaluate" --help
expect 2 "did you mean --languages" "$pipeline" "${demo[@]}" --out "$work/none" --language en
expect 2 "--out" "$pipeline" "${demo[@]}"
expect 2 "plurality" "$pipeline" "${demo[@]}" --out "$work/none" --vote pluralty
expect 2 "twice" "$pipeline" "${demo[@]}" --out "$work/none" --languages en,en
expect 1 "CALM-E" "$pipeline" --questions "$work/absent" --responses data/responses.jsonl --out "$work/none"
printf '{"question":"home-001","language":"en","sample":0,"te' > "$work/torn"
expect 1 "$work/torn" "$pipeline" --questions data/questions.jsonl --responses "$work/torn" --out "$work/none"
sed '2s/"language":"[a-z]*"/"language":"english"/' data/responses.jsonl > "$work/english"
expect 1 "line 2" "$pipeline" --questions data/questions.jsonl --responses "$work/english" --out "$work/none"
expect 2 "english" "$pipeline" "${demo[@]}" --languages english --out "$work/none"
[ ! -e "$work/none/report.json" ] || fail "a run that failed left a report"

expect 0 "Pooled vote" "$pipeline" "${demo[@]}" --trl standard --trl kto --out "$work/out"
for name in answers.jsonl ballots.jsonl dpo_en.json sft_sw.json sft_gt_hi.json dataset_info.json report.json manifest.json; do
  [ -s "$work/out/$name" ] || fail "$name is empty, or was not written"
done
mv "$work/out" "$work/first"
expect 0 "Pooled vote" "$pipeline" "${demo[@]}" --trl standard --trl kto --out "$work/out"
diff -r "$work/first" "$work/out" || fail "two runs on the same input differ"
expect 0 "Pooled vote" "$pipeline" "${demo[@]}" --trl kto --out "$work/kto"
cmp "$work/kto/trl_kto_en.jsonl" "$work/out/trl_kto_en.jsonl" || fail "the KTO file depends on which others are written"
grep -q '"label":true' "$work/kto/trl_kto_en.jsonl" || fail "the KTO file has no chosen side"

predictions=(--predictions en=data/predictions/en.jsonl --predictions zh=data/predictions/zh.jsonl)
expect 2 "xcsqa" "$evaluate" "${predictions[@]}" --task xcsq
for profile in default paper; do
  expect 0 "Consistency" "$evaluate" "${predictions[@]}" --task xcsqa --profile $profile --json "$work/$profile.json"
  grep -q '"consistency"' "$work/$profile.json" || fail "no consistency in the figures of the $profile profile"
done
head -n 5 data/predictions/zh.jsonl > "$work/short.jsonl"
expect 0 "only the first 5 questions" "$evaluate" --predictions en=data/predictions/en.jsonl --predictions zh="$work/short.jsonl" --task xcsqa

# Measures: agreement, intervals, and the comparison with another run, whose languages may come in another order.
baseline=(--baseline zh=data/predictions/en.jsonl --baseline en=data/predictions/zh.jsonl)
expect 0 "Krippendorff" "$evaluate" "${predictions[@]}" "${baseline[@]}" --task xcsqa --seed 7 --json "$work/compared.json"
expect 0 "McNemar" "$evaluate" "${predictions[@]}" "${baseline[@]}" --task xcsqa --seed 7 --json "$work/again.json"
cmp "$work/compared.json" "$work/again.json" || fail "two evaluations of the same predictions differ"
expect 0 "to" "$evaluate" "${predictions[@]}" "${baseline[@]}" --task xcsqa --seed 8 --json "$work/again.json"
! cmp -s "$work/compared.json" "$work/again.json" || fail "the seed of the resamples does nothing"
for field in cohen_kappa krippendorff_alpha fleiss_kappa mcnemar_p gained lost '"interval": \['; do
  grep -q "$field" "$work/compared.json" || fail "no $field in the figures of a comparison"
done
grep -q '"baseline": null' "$work/default.json" || fail "a baseline that was not given is in the figures"
said=$("$evaluate" "${predictions[@]}" --task xcsqa --bootstrap 0 --json "$work/bare.json")
! grep -q interval <<< "$said" || fail "--bootstrap 0 prints intervals"
grep -q '"bootstrap": null' "$work/bare.json" || fail "--bootstrap 0 writes intervals"
expect 2 "--baseline is in en and --predictions in en, zh" "$evaluate" "${predictions[@]}" --baseline en=data/predictions/en.jsonl --task xcsqa
expect 2 "twice" "$evaluate" "${predictions[@]}" --baseline en=data/predictions/en.jsonl --baseline en=data/predictions/en.jsonl --task xcsqa
# Figures that were worked out by hand: the right answer is A; English gains questions 2 and 3 and loses 4.
answers() { for key in $1; do printf '{"prompt":"Which?\\nA. this\\nB. that","label":"A","predict":"Answer: %s"}\n' "$key"; done; }
answers "A A A B A" > "$work/en.jsonl"
answers "A B B A A" > "$work/en_before.jsonl"
answers "A A B B A" > "$work/de.jsonl"
expect 0 "Against the baseline" "$evaluate" --predictions en="$work/en.jsonl" --predictions de="$work/de.jsonl" --baseline en="$work/en_before.jsonl" \
  --baseline de="$work/de.jsonl" --task xcsqa --json "$work/figures.json"
for figure in '"consistency": 0.8' '"agreeing": 4' '"share": 0.8' '"cohen_kappa": 0.5454545' '"before": 0.6' '"difference": 0.2' '"gained": 2' '"lost": 1' \
  '"mcnemar_p": 1.0'; do
  grep -qF "$figure" "$work/figures.json" || fail "no $figure in the figures"
done
tail -n +2 data/predictions/en.jsonl > "$work/shifted.jsonl"
expect 1 "CALM-E313" "$evaluate" "${predictions[@]}" --baseline en="$work/shifted.jsonl" --baseline zh=data/predictions/zh.jsonl --task xcsqa

[ $failed -eq 0 ] && echo "the programs keep their contract"
exit $failed
