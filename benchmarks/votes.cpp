// How many labels a second the votes count, beside a loop that counts into an array.
//   benchmark_votes [Google Benchmark's options]
// The loop is the least that gives a winner. The library's ballot also keeps counts per language, weights, first places, share and margin,
// takes any key of up to 7 bytes, and can be merged; what that costs is the question here.
#include "support/generated.hpp"
#include "support/table.hpp"

#include "calm/extract/corrected.hpp"
#include "calm/vote/decide.hpp"
#include "calm/vote/plurality.hpp"
#include "calm/vote/ties.hpp"
#include "calm/vote/weighted.hpp"
#include "calm/views/extract.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace {

using calm::answered_question;
using calm::ballot;

std::size_t labels_of(const std::vector<answered_question>& answered) {
    std::size_t sum = 0;
    for (const auto& one : answered) sum += one.answers.size();
    return sum;
}

struct counts {
    std::array<double, 26> of{};
};

/// The loop: keys are capital letters, so an array will do.
template <class WeightOf>
counts count_by_hand(const answered_question& one, WeightOf weight_of) {
    counts sums;
    for (std::size_t i = 0; i < one.answers.size(); ++i)
        if (const auto& key = one.answers[i].key) sums.of[static_cast<std::size_t>(key->view()[0] - 'A')] += weight_of(one.responses[i]);
    return sums;
}

/// The letter that leads alone, or 0.
char leader(const counts& sums) {
    std::size_t best = 0;
    bool tie = false;
    for (std::size_t i = 1; i < sums.of.size(); ++i) {
        if (sums.of[i] > sums.of[best]) best = i, tie = false;
        else if (sums.of[i] == sums.of[best]) tie = true;
    }
    return tie || sums.of[best] == 0 ? '\0' : static_cast<char>('A' + best);
}

template <class Visit>
void add(const char* name, std::size_t labels, std::size_t questions, Visit visit) {
    benchmark::RegisterBenchmark(name, [=](benchmark::State& state) {
        for (auto _ : state)
            for (std::size_t i = 0; i < questions; ++i) benchmark::DoNotOptimize(visit(i));
        state.SetItemsProcessed(static_cast<std::int64_t>(labels) * state.iterations());
    });
}

} // namespace

int main(int argc, char** argv) {
    const auto sampled = benchmarks::made_samples(1000);
    std::vector<answered_question> answered, first_half, second_half;
    const calm::answer_reader<calm::extract::corrected> read{};
    for (const auto& one : sampled) {
        answered.push_back(read(one));
        calm::sampled_question a{one.asked, {}}, b{one.asked, {}};
        for (const auto& given : one.responses) (given.sample % 2 == 0 ? a : b).responses.push_back(given);
        first_half.push_back(read(std::move(a)));
        second_half.push_back(read(std::move(b)));
    }
    const auto labels = labels_of(answered), n = answered.size();
    const calm::vote::plurality plurality{};
    const calm::vote::weighted<> weighted{{{"en", 2.0}, {"zh", 1.5}}};
    const auto one_each = [](const calm::response&) { return 1.0; };
    const auto weigh = [&](const calm::response& given) { return given.lang == "en" ? 2.0 : given.lang == "zh" ? 1.5 : 1.0; };

    std::vector<ballot> ballots, first_ballots, second_ballots;
    std::vector<counts> sums, first_sums, second_sums;
    for (std::size_t i = 0; i < n; ++i) {
        ballots.push_back(plurality(answered[i]));
        first_ballots.push_back(plurality(first_half[i]));
        second_ballots.push_back(plurality(second_half[i]));
        sums.push_back(count_by_hand(answered[i], one_each));
        first_sums.push_back(count_by_hand(first_half[i], one_each));
        second_sums.push_back(count_by_hand(second_half[i], one_each));
        ballot decided = ballots.back();
        calm::vote::decide(decided, i, calm::vote::ties::drop{});
        if ((decided.winner ? decided.winner->view()[0] : '\0') != leader(sums.back())) throw std::logic_error("the loop and the library disagree");
    }

    add("labels counted, equal weights | array of counts", labels, n, [&](std::size_t i) { return count_by_hand(answered[i], one_each); });
    add("labels counted, equal weights | vote::plurality", labels, n, [&](std::size_t i) { return plurality(answered[i]); });
    add("labels counted, languages weighted | array of sums", labels, n, [&](std::size_t i) { return count_by_hand(answered[i], weigh); });
    add("labels counted, languages weighted | vote::weighted", labels, n, [&](std::size_t i) { return weighted(answered[i]); });
    add("labels behind a winner | loop over the array", labels, n, [&](std::size_t i) { return leader(sums[i]); });
    add("labels behind a winner | vote::decide", labels, n, [&](std::size_t i) {
        calm::vote::decide(ballots[i], i, calm::vote::ties::drop{});
        return ballots[i].winner;
    });
    add("labels merged of two shards | sum of two arrays", labels, n, [&](std::size_t i) {
        counts both = first_sums[i];
        for (std::size_t k = 0; k < both.of.size(); ++k) both.of[k] += second_sums[i].of[k];
        return both;
    });
    add("labels merged of two shards | vote::merge", labels, n, [&](std::size_t i) { return calm::vote::merge(first_ballots[i], second_ballots[i]); });
    return benchmarks::run(argc, argv);
}
