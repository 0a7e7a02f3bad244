// How many questions a second the pipeline turns into pairs as composed ranges, beside loops that do the same work.
//   benchmark_pairs [Google Benchmark's options]
// Six languages, three recorded responses each. "loop, written out" is the yardstick: it uses the extractor, since there is no other, and
// otherwise arrays and strings; it copies no question and keeps no ballot. "loop, library's functions" calls what the ranges call, so
// that the rest is what the ranges themselves cost. Over a vector, which can be walked again, sample keeps what was drawn; those ranges
// stand beside loops that keep as much. All forms give the same pairs, which is checked first.
#include "support/generated.hpp"
#include "support/table.hpp"

#include "calm/engines/replay.hpp"
#include "calm/extract/corrected.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/parallel.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace calm;

constexpr std::uint32_t samples = 3;

/// What a form of the pipeline made, so that forms can be compared and nothing is optimised away.
struct made {
    std::size_t pairs = 0;
    std::size_t bytes = 0;
    std::size_t keys = 0;
    void add(const preference_pair& pair) {
        ++pairs;
        bytes += pair.instruction.size() + pair.input.size() + pair.chosen.size() + pair.rejected.size();
        keys = keys * 31 + static_cast<std::size_t>(pair.chosen_key.bits() ^ pair.rejected_key.bits());
        benchmark::DoNotOptimize(pair);
    }
    friend bool operator==(const made&, const made&) = default;
};

std::vector<question> made_questions(std::size_t count) {
    std::vector<question> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back(benchmarks::made_question(i));
    return all;
}

engines::replay recorded(const std::vector<question>& questions) {
    engines::replay model;
    for (const auto& asked : questions)
        for (std::size_t l = 0; l < asked.texts.size(); ++l)
            for (std::uint32_t s = 0; s < samples; ++s) model.add(asked.id, asked.texts[l].lang, s, {benchmarks::made_response(asked.index, l, s), finish_reason::stop});
    return model;
}

/// The responses of a question, as a program without this library's sampler would collect them.
void draw_by_hand(const question& asked, const engines::replay& model, std::vector<response>& responses) {
    const sampling_settings settings;
    std::vector<draw_key> draws(samples);
    for (const auto& text : asked.texts) {
        for (std::uint32_t s = 0; s < samples; ++s) draws[s] = {0, asked.index, text.lang, s};
        const auto prompt = prompt::multiple_choice(text);
        std::uint32_t s = 0;
        for (auto& written : model.generate({asked, text.lang, prompt, draws, settings})) responses.push_back({text.lang, s++, std::move(written.text), written.finish});
    }
}

/// The letter that leads alone, or nothing.
std::optional<answer_key> winner_by_hand(const std::vector<answer>& answers) {
    std::array<std::uint32_t, 26> votes{};
    for (const auto& read : answers)
        if (read.key) ++votes[static_cast<std::size_t>(read.key->view()[0] - 'A')];
    const auto best = std::max_element(votes.begin(), votes.end());
    if (*best == 0 || std::count(votes.begin(), votes.end(), *best) > 1) return std::nullopt;
    return answer_key(static_cast<char>('A' + (best - votes.begin())));
}

/// Calls each(pair) for the pairs of a question whose responses stand in the order of its texts.
template <class Each>
void pairs_by_hand(const question& asked, const std::vector<response>& responses, const std::vector<answer>& answers, const answer_key& winner, Each each) {
    for (std::size_t first = 0, t = 0; t < asked.texts.size(); ++t, first += samples) {
        const auto& text = asked.texts[t];
        std::size_t exemplar = first + samples;
        bool disagree = false;
        for (std::size_t i = first + samples; i-- > first;) {
            if (answers[i].key == winner && !answers[i].explanation.empty()) exemplar = i;
            else if (answers[i].key && *answers[i].key != winner) disagree = true;
        }
        if (!disagree) continue;
        const bool bare = exemplar == first + samples;
        for (std::size_t i = first + samples; bare && i-- > first;)
            if (answers[i].key == winner) exemplar = i;
        if (exemplar == first + samples) continue;
        const auto& form = prompt::form_of(text.lang);
        std::string line(form.answer);
        line.append(winner.view()).append(". ").append(text.find(winner)->text);
        std::string chosen;
        if (!bare) chosen.append(form.explanation).append(" ").append(answers[exemplar].explanation.of(responses[exemplar].text)).append("\n");
        chosen += line;
        const auto prompt = prompt::multiple_choice(text);
        for (std::size_t i = first; i < first + samples; ++i) {
            if (!answers[i].key || *answers[i].key == winner) continue;
            preference_pair pair;
            pair.question_id = asked.id;
            pair.question = asked.index;
            pair.lang = text.lang;
            pair.instruction = prompt.instruction;
            pair.input = prompt.input;
            pair.chosen = chosen;
            pair.rejected = responses[i].text;
            pair.chosen_key = winner;
            pair.rejected_key = *answers[i].key;
            pair.rejected_sample = responses[i].sample;
            each(pair);
        }
    }
}

made written_out(const std::vector<question>& questions, const engines::replay& model) {
    made sum;
    std::vector<response> responses;
    std::vector<answer> answers;
    for (const auto& asked : questions) {
        responses.clear();
        answers.clear();
        draw_by_hand(asked, model, responses);
        for (std::size_t i = 0; i < responses.size(); ++i) answers.push_back(extract::corrected{}(asked.texts[i / samples], responses[i]));
        if (const auto winner = winner_by_hand(answers))
            pairs_by_hand(asked, responses, answers, *winner, [&](const preference_pair& pair) { sum.add(pair); });
    }
    return sum;
}

const auto read_answers = answer_reader<extract::corrected>{};
const auto count_votes = voter<vote::plurality, vote::ties::drop>{};
const auto make_pairs = prefer::vote_pairs<>{};

made with_functions(const std::vector<question>& questions, const engines::replay& model) {
    made sum;
    const sampler<std::reference_wrapper<const engines::replay>> draw(std::cref(model), {.samples = samples});
    for (const auto& asked : questions)
        for (const auto& pair : make_pairs(count_votes(read_answers(draw(asked))))) sum.add(pair);
    return sum;
}

made with_responses_kept(const std::vector<question>& questions, const engines::replay& model) {
    made sum;
    std::deque<sampled_question> kept;
    const sampler<std::reference_wrapper<const engines::replay>> draw(std::cref(model), {.samples = samples});
    for (const auto& asked : questions) {
        kept.push_back(draw(asked));
        for (const auto& pair : make_pairs(count_votes(read_answers(kept.back())))) sum.add(pair);
    }
    return sum;
}

made with_votes_kept(const std::vector<question>& questions, const engines::replay& model) {
    made sum;
    std::deque<voted_question> kept;
    const sampler<std::reference_wrapper<const engines::replay>> draw(std::cref(model), {.samples = samples});
    for (const auto& asked : questions) {
        kept.push_back(count_votes(read_answers(draw(asked))));
        for (const auto& pair : make_pairs(kept.back())) sum.add(pair);
    }
    return sum;
}

/// Questions that come one at a time and go again, as from a file: sample then keeps none of them, and a loop does not either.
class passing_by {
public:
    class iterator {
    public:
        using value_type = question;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;
        iterator() = default;
        explicit iterator(std::vector<question>::const_iterator at) : at_(at) {}
        const question& operator*() const { return *at_; }
        iterator& operator++() { return ++at_, *this; }
        void operator++(int) { ++at_; }
        friend bool operator==(const iterator& a, const iterator& b) { return a.at_ == b.at_; }

    private:
        std::vector<question>::const_iterator at_{};
    };
    explicit passing_by(const std::vector<question>& all) : all_(&all) {}
    [[nodiscard]] iterator begin() const { return iterator(all_->begin()); }
    [[nodiscard]] iterator end() const { return iterator(all_->end()); }

private:
    const std::vector<question>* all_;
};

template <class Range>
made walked(Range&& range) {
    made sum;
    for (const auto& pair : range) sum.add(pair);
    return sum;
}

template <class F>
auto add(const char* name, std::size_t questions, F form) {
    return benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
        for (auto _ : state) {
            auto result = form();
            benchmark::DoNotOptimize(result);
        }
        state.SetItemsProcessed(static_cast<std::int64_t>(questions) * state.iterations());
    });
}

} // namespace

int main(int argc, char** argv) {
    constexpr std::size_t n = 300;
    const auto questions = made_questions(n);
    const auto model = recorded(questions);
    const auto sampling = views::sample(model, {.samples = samples});
    const auto extracting = views::extract(extract::corrected{});
    const auto voting = views::vote(vote::plurality{});
    const auto pairing = views::prefer(prefer::options{});

    const auto one_by_one = [&] { return walked(questions | sampling | extracting | voting | pairing); };
    const auto one_by_one_passing = [&] { return walked(passing_by(questions) | sampling | extracting | voting | pairing); };
    const auto composed_first = [&] { return walked(questions | (sampling | extracting | voting) | pairing); };
    const auto composed_first_passing = [&] { return walked(passing_by(questions) | (sampling | extracting | voting) | pairing); };
    const auto on_threads = [&](std::size_t threads) {
        return [&, threads] { return walked(passing_by(questions) | views::parallel(sampling | extracting | voting, {.threads = threads}) | pairing); };
    };
    const auto all_on_threads = [&](std::size_t threads) {
        return [&, threads] { return walked(passing_by(questions) | views::parallel(sampling | extracting | voting | pairing, {.threads = threads})); };
    };
    const auto by_hand = [&] { return written_out(questions, model); };
    const auto by_functions = [&] { return with_functions(questions, model); };
    const auto expected = by_hand();
    const auto responses_kept = [&] { return with_responses_kept(questions, model); };
    const auto votes_kept = [&] { return with_votes_kept(questions, model); };
    if (expected.pairs == 0 || expected != by_functions() || expected != responses_kept() || expected != votes_kept() || expected != one_by_one() ||
        expected != one_by_one_passing() || expected != composed_first_passing() || expected != composed_first() || expected != on_threads(2)() ||
        expected != all_on_threads(2)())
        throw std::logic_error("the forms of the pipeline give different pairs");
    std::printf("%zu questions of %zu responses give %zu pairs.\n", n, questions[0].texts.size() * samples, expected.pairs);

    add("questions to pairs, CPU time | loop, written out", n, by_hand);
    add("questions to pairs, CPU time | loop, library's functions", n, by_functions);
    add("questions to pairs, CPU time | `passing \\| sample \\| extract \\| vote \\| prefer`", n, one_by_one_passing);
    add("questions to pairs, CPU time | `passing \\| (sample \\| extract \\| vote) \\| prefer`", n, composed_first_passing);
    add("questions to pairs, all responses kept, CPU time | loop, library's functions", n, responses_kept);
    add("questions to pairs, all responses kept, CPU time | `vector \\| sample \\| extract \\| vote \\| prefer`", n, one_by_one);
    add("questions to pairs, all votes kept, CPU time | loop, library's functions", n, votes_kept);
    add("questions to pairs, all votes kept, CPU time | `vector \\| (sample \\| extract \\| vote) \\| prefer`", n, composed_first);

    add("questions to pairs, wall time | loop, written out", n, by_hand)->UseRealTime();
    add("questions to pairs, wall time | ranges, sequential", n, composed_first_passing)->UseRealTime();
    add("questions to pairs, wall time | `parallel(sample \\| extract \\| vote)`, 1 thread", n, on_threads(1))->UseRealTime();
    add("questions to pairs, wall time | the same, 2 threads", n, on_threads(2))->UseRealTime();
    add("questions to pairs, wall time | `parallel(sample \\| extract \\| vote \\| prefer)`, 2 threads", n, all_on_threads(2))->UseRealTime();
    add("questions to pairs, CPU time of all threads | loop, written out", n, by_hand)->MeasureProcessCPUTime();
    add("questions to pairs, CPU time of all threads | `parallel(sample \\| extract \\| vote)`, 1 thread", n, on_threads(1))->MeasureProcessCPUTime();
    add("questions to pairs, CPU time of all threads | the same, 2 threads", n, on_threads(2))->MeasureProcessCPUTime();

    // Each stage alone, over records that are there already.
    const sampler<std::reference_wrapper<const engines::replay>> draw(std::cref(model), {.samples = samples});
    std::vector<sampled_question> sampled;
    std::vector<answered_question> answered;
    std::vector<voted_question> voted;
    for (const auto& asked : questions) {
        sampled.push_back(draw(asked));
        answered.push_back(read_answers(sampled.back()));
        voted.push_back(count_votes(answered.back()));
    }
    const auto keys = [](const auto& range) {
        std::size_t sum = 0;
        for (const answered_question& one : range)
            for (const auto& read : one.answers) sum += read.key.has_value();
        return sum;
    };
    const auto winners = [](const auto& range) {
        std::size_t sum = 0;
        for (const voted_question& one : range) sum += one.vote.winner.has_value();
        return sum;
    };

    add("sample alone | loop, written out", n, [&] {
        std::size_t sum = 0;
        for (const auto& asked : questions) {
            std::vector<response> responses;
            draw_by_hand(asked, model, responses);
            sum += responses.size();
        }
        return sum;
    });
    add("sample alone | loop, library's function", n, [&] {
        std::size_t sum = 0;
        for (const auto& asked : questions) sum += draw(asked).responses.size();
        return sum;
    });
    add("sample alone | the same, all kept", n, [&] {
        std::deque<sampled_question> kept;
        for (const auto& asked : questions) kept.push_back(draw(asked));
        return kept.size();
    });
    add("sample alone | `questions \\| sample`", n, [&] {
        std::size_t sum = 0;
        for (const auto& one : questions | sampling) sum += one.responses.size();
        return sum;
    });

    add("extract alone | loop, written out", n, [&] {
        std::size_t sum = 0;
        std::vector<answer> answers;
        for (const auto& one : sampled) {
            answers.clear();
            for (std::size_t i = 0; i < one.responses.size(); ++i) answers.push_back(extract::corrected{}(one.asked->texts[i / samples], one.responses[i]));
            for (const auto& read : answers) sum += read.key.has_value();
        }
        return sum;
    });
    add("extract alone | loop, library's function", n, [&] {
        std::size_t sum = 0;
        for (const auto& one : sampled)
            for (const auto& read : read_answers(one).answers) sum += read.key.has_value();
        return sum;
    });
    add("extract alone | `sampled \\| extract`", n, [&] { return keys(sampled | extracting); });

    add("vote alone | loop, written out", n, [&] {
        std::size_t sum = 0;
        for (const auto& one : answered) sum += winner_by_hand(one.answers).has_value();
        return sum;
    });
    add("vote alone | loop, ballots", n, [&] {
        std::size_t sum = 0;
        for (const auto& one : answered) {
            ballot votes = vote::plurality{}(one);
            vote::decide(votes, one.asked->index, vote::ties::drop{});
            sum += votes.winner.has_value();
        }
        return sum;
    });
    add("vote alone | loop, library's function", n, [&] {
        std::size_t sum = 0;
        for (const auto& one : answered) sum += count_votes(one).vote.winner.has_value();
        return sum;
    });
    add("vote alone | `answered \\| vote`", n, [&] { return winners(answered | voting); });

    add("prefer alone | loop, written out", n, [&] {
        made sum;
        for (const auto& one : voted)
            if (one.vote.winner) pairs_by_hand(*one.asked, one.responses, one.answers, *one.vote.winner, [&](const preference_pair& pair) { sum.add(pair); });
        return sum;
    });
    add("prefer alone | loop, library's function", n, [&] {
        made sum;
        for (const auto& one : voted)
            for (const auto& pair : make_pairs(one)) sum.add(pair);
        return sum;
    });
    add("prefer alone | `voted \\| prefer`", n, [&] { return walked(voted | pairing); });
    return benchmarks::run(argc, argv);
}
