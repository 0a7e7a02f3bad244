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

# Votes that learn: each runs, says what it learnt, and gives probabilities that --min-confidence goes by.
for vote in self_consistency dawid_skene one_coin wawa glad mace; do
  expect 0 "Learnt" "$pipeline" "${demo[@]}" --vote $vote --out "$work/learnt"
  grep -q "\"name\": \"$vote\"" "$work/learnt/report.json" || fail "the report does not say that $vote voted"
  grep -q '"expected_calibration_error"' "$work/learnt/report.json" || fail "the report of $vote has no calibration error"
done
expect 0 "Pairs whose chosen answer is right" "$pipeline" "${demo[@]}" --min-confidence 0.25 --out "$work/sure"
[ "$(grep -c '"winner":null' "$work/sure/ballots.jsonl")" -gt 0 ] || fail "--min-confidence refuses no winner"
! grep '"winner":"' "$work/sure/ballots.jsonl" | grep -q '"confidence":0\.[01]' || fail "--min-confidence 0.25 keeps a winner below it"
expect 2 "--min-confidence needs a vote that learns" "$pipeline" "${demo[@]}" --vote plurality --min-confidence 0.5 --out "$work/none"
"$pipeline" "${demo[@]}" --threads 1 --out "$work/one" > /dev/null && "$pipeline" "${demo[@]}" --threads 3 --out "$work/three" > /dev/null
diff -r "$work/one" "$work/three" || fail "the results depend on the number of threads"

# What the command line and the input can have wrong.
expect 2 "takes a whole number" "$pipeline" "${demo[@]}" --seed -1 --out "$work/none"
expect 2 "takes a whole number" "$pipeline" "${demo[@]}" --max-pairs 99999999999999999999999 --out "$work/none"
expect 2 "--threads must be" "$pipeline" "${demo[@]}" --threads 1000000000000 --out "$work/none"
expect 2 "names sv" "$pipeline" "${demo[@]}" --vote weighted --language-weight sv=1 --out "$work/none"
expect 2 "would replace the input" "$pipeline" --samples en="$work/out/dpo_en.json" --out "$work/out"
mkfifo "$work/pipe"
expect 1 "no regular file" "$pipeline" --samples en="$work/pipe" --out "$work/none"
line() { printf '{"id":"%s","languages":{%s}}\n' "$1" "$2"; }
text='{"text":"Which?","options":{"A":"this","B":"that"}}'
for lacking in 1 2; do  # the question that lacks German
  { [ $lacking = 1 ] && line 1 "\"en\":$text" || line 1 "\"en\":$text,\"de\":$text"
    [ $lacking = 2 ] && line 2 "\"en\":$text" || line 2 "\"en\":$text,\"de\":$text"; } > "$work/questions.jsonl"
  printf '{"question":"%s","language":"en","sample":0,"text":"Answer: A"}\n' 1 2 > "$work/responses.jsonl"
  expect 1 "line $lacking, record $((lacking - 1)), field \"languages\": the question has no text in de" \
    "$pipeline" --questions "$work/questions.jsonl" --responses "$work/responses.jsonl" --out "$work/none"
  expect 0 "bad records were left out" "$pipeline" --questions "$work/questions.jsonl" --responses "$work/responses.jsonl" --lenient --out "$work/lenient"
done
expect 0 "dpo_zh.json is of an earlier run" "$pipeline" "${demo[@]}" --languages en,fr --out "$work/one"
printf '{"x": ' > "$work/three/dataset_info.json"
before=$(cat "$work/three/report.json")
expect 1 "CALM-E301" "$pipeline" "${demo[@]}" --vote plurality --out "$work/three"
[ "$(cat "$work/three/report.json")" = "$before" ] || fail "a broken dataset_info.json was found after the report was replaced"
for i in $(seq 40); do cat data/responses.jsonl | sed "s/\"question\":\"/&$i-/"; done > "$work/long-responses.jsonl"
for i in $(seq 40); do cat data/questions.jsonl | sed "s/\"id\": *\"/&$i-/"; done > "$work/long-questions.jsonl"
"$pipeline" --questions "$work/long-questions.jsonl" --responses "$work/long-responses.jsonl" --vote plurality --out "$work/stopped" > /dev/null 2>&1 &
for _ in $(seq 100); do if compgen -G "$work/stopped/.calm-*" > /dev/null; then break; fi; sleep 0.05; done
kill -TERM $!
status=0; wait $! || status=$?
[ $status -eq 143 ] || fail "a run that was asked to end has status $status, not that of the signal"
[ -z "$(find "$work/stopped" -type f)" ] || fail "a run that was asked to end left files"

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

# Rankings, worked out by hand. With s = e^2 + e + 1, RankC of ABC and ACB is (e^2 + e/2 + 1) / s = 0.877635, of ABC and BAC (e + 1) / s = 0.334759,
# of ABC and CBA (e/2 + 1) / s = 0.212395. English and German agree by 1, 0.877635, 0.334759, 1 on questions 1 to 4, on the first option in 3 of
# them and in 2 of the 3 that one gets right; question 6 has other options in German.
scored() { printf '{"question":"%s","language":"%s","scores":%s,"gold":%s}\n' "$@"; }
abc='{"A":-1,"B":-2,"C":-3.5}' bac='{"B":-1.5,"A":-1.75,"C":null}'
{ scored 1 en "$abc" '"A"'; scored 1 de "$abc" '"A"'; scored 1 fr '{"C":-1,"B":-2,"A":-3}' '"A"'
  scored 2 en "$abc" '"A"'; scored 2 de '{"B":-3,"C":-2,"A":-1}' '"A"'
  scored 3 en "$abc" '"A"'; scored 3 de "$bac" '"A"'
  scored 4 en "$bac" '"C"'; scored 4 de "$bac" '"C"'
  scored 5 en "$abc" '"B"'
  scored 6 en "$abc" null; scored 6 de '{"A":-1,"B":-2}' null; } > "$work/scores.jsonl"
expect 0 "en de                     4    0.803    0.750   0.667 of 3" "$evaluate" --scores "$work/scores.jsonl" --json "$work/rankings.json"
expect 0 "1 times two languages have scores of different options" "$evaluate" --scores "$work/scores.jsonl"
expect 0 "1 questions with scores have no gold answer" "$evaluate" --scores "$work/scores.jsonl"
tr -d ' \n' < "$work/rankings.json" > "$work/rankings"
for figure in '"rankings":{"questions":6,"without_gold":1,' '"en":{"questions":6,"with_gold":5,"correct":3,"accuracy":0.6,"interval":[' \
  '"de":{"questions":5,"with_gold":4,"correct":2,"accuracy":0.5,' '"fr":{"questions":1,"with_gold":1,"correct":0,"accuracy":0.0,' \
  '{"languages":["en","de"],"questions":4,"undefined":1,"one_right_questions":3,"rank_c":0.80309' \
  '"undefined":0,"one_right_questions":1,"rank_c":0.21239' '"top1":0.75,"one_is_right":0.666' '"mean":{"rank_c":{"value":0.40929' \
  '"top1":{"value":0.25,"interval":[' '"one_is_right":{"value":0.2222' '"bootstrap":{"replicates":1000,"seed":0,"confidence":0.95}'; do
  grep -qF "$figure" "$work/rankings" || fail "no $figure in the figures of rankings"
done
expect 0 "mean over pairs" "$evaluate" --scores "$work/scores.jsonl" --seed 8 --json "$work/again.json"
! cmp -s "$work/rankings.json" "$work/again.json" || fail "the seed of the resamples does nothing to the rankings"
said=$("$evaluate" --scores "$work/scores.jsonl" --bootstrap 0 --json "$work/bare.json" 2> "$work/log")
! grep -q interval <<< "$said" || fail "--bootstrap 0 prints intervals of rankings"
! grep -q '"interval": \[' "$work/bare.json" || fail "--bootstrap 0 writes intervals of rankings"
# With predictions, the figures of these stay what they are.
expect 0 "Consistency" "$evaluate" "${predictions[@]}" --task xcsqa --scores "$work/scores.jsonl" --json "$work/both.json"
diff <(sed '/"rankings"/,$d' "$work/default.json") <(sed '/"rankings"/,$d' "$work/both.json") || fail "--scores changes the figures of the predictions"
grep -q '"rankings": null' "$work/default.json" || fail "scores that were not given are in the figures"
grep -q '"without_gold": 1' "$work/both.json" || fail "the rankings are lost beside predictions"
expect 2 "or give --scores" "$evaluate" --task xcsqa
expect 2 "--baseline needs --predictions" "$evaluate" --scores "$work/scores.jsonl" --baseline en=data/predictions/en.jsonl
expect 1 'line 13, record 12, field "question": the question "1" has scores in en already' "$evaluate" --scores \
  <(cat "$work/scores.jsonl"; scored 1 en "$abc" '"A"')
expect 1 "CALM-E313" "$evaluate" --scores <(cat "$work/scores.jsonl"; scored 5 de "$abc" '"A"')
expect 0 "left out" "$evaluate" --lenient --scores <(cat "$work/scores.jsonl"; scored 7 en '{"A":"x"}' '"A"')

[ $failed -eq 0 ] && echo "the programs keep their contract"
exit $failed
