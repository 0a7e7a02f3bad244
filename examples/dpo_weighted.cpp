// From questions to a loss in which each pair counts as much as its vote was clear: sample, extract, vote, pair, score, DPO with the ballot's margin
// as the pair's weight (ScPO, Prasad et al. 2024). The model that answers is a recording; the two that score are yours, here a toy.
#include "calm/engines/replay.hpp"
#include "calm/extract/corrected.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/io/replay_reader.hpp"
#include "calm/loss/score_losses.hpp"
#include "calm/loss/thread_team.hpp"
#include "calm/loss/tokens.hpp"
#include "calm/model/scoring_model.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <cstddef>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace loss = calm::loss;

// A scoring_model: the log-probability of each token of a completion. This one's tokens are words, and those of the prompt are likelier.
struct copying_model {
    double of_the_prompt, other;  // log-probabilities

    std::vector<calm::token_score> score(const calm::scoring_request& request) const {
        std::vector<calm::token_score> scores;
        const std::string& text = request.completion;
        for (std::size_t begin = 0, end; begin < text.size(); begin = end) {
            end = text.find(' ', begin + 1);
            if (end == std::string::npos) end = text.size();
            const std::string word = text.substr(begin, end - begin);
            scores.push_back({word, request.prompt.input.find(word) == std::string::npos ? other : of_the_prompt});
        }
        return scores;
    }
};
static_assert(calm::scoring_model<const copying_model>);

// Rows of different lengths in one array, as the losses read them.
struct token_rows {
    std::vector<double> values{};
    std::vector<std::size_t> starts{0};

    template <class Model>
    void add(const Model& model, const calm::prompt_text& prompt, const std::string& completion) {
        for (const auto& token : model.score({.prompt = prompt, .completion = completion})) values.push_back(token.log_probability);
        starts.push_back(values.size());
    }
    loss::ragged<const double> view() const { return {values, starts}; }
};

int run(const char* question_file, const char* response_file) {
    namespace views = calm::views;
    const calm::engines::replay model = calm::io::load_responses(response_file);
    calm::io::question_file questions(question_file);
    const copying_model policy{-1.0, -3.0}, reference{-1.2, -2.9};

    std::vector<calm::preference_pair> pairs;
    std::vector<double> weight;
    token_rows policy_chosen, policy_rejected, reference_chosen, reference_rejected;
    for (auto&& pair : questions | views::sample(model, {.samples = 3}) | views::extract(calm::extract::corrected{}) |
                           views::vote(calm::vote::plurality{}) | views::prefer({.weight_by_margin = true})) {
        const calm::prompt_text prompt{pair.instruction, pair.input};
        policy_chosen.add(policy, prompt, pair.chosen), policy_rejected.add(policy, prompt, pair.rejected);
        reference_chosen.add(reference, prompt, pair.chosen), reference_rejected.add(reference, prompt, pair.rejected);
        weight.push_back(pair.weight);
        pairs.push_back(std::move(pair));
    }

    loss::token_batch<double> batch{policy_chosen.view(), policy_rejected.view(), reference_chosen.view(), reference_rejected.view(), {}};
    std::vector<double> losses(pairs.size()), grad_chosen(policy_chosen.values.size()), grad_rejected(policy_rejected.values.size());
    const loss::thread_team team(2);
    loss::workspace space;
    const auto evaluate = [&] { return evaluate_tokens(loss::sigmoid(loss::beta{0.1}), batch, {losses, grad_chosen, grad_rejected}, space, {}, {}, team); };
    std::printf("%zu pairs, each counting alike: loss %.4f\n", pairs.size(), evaluate().loss);
    batch.weight = weight;
    const auto metrics = evaluate();
    std::printf("weighed by margin:            loss %.4f, accuracy %.4f\n", metrics.loss, metrics.rewards_accuracies);
    for (std::size_t i = 0; i < pairs.size(); i += 1 + pairs.size() / 5)
        std::printf("%s in %s: %s over %s, weight %.3f, weighed loss %.4f, each chosen token pulled by %.2e\n", pairs[i].question_id.c_str(),
                    pairs[i].lang.str().c_str(), pairs[i].chosen_key.str().c_str(), pairs[i].rejected_key.str().c_str(), weight[i], losses[i],
                    -grad_chosen[policy_chosen.starts[i]]);
    return 0;
}

} // namespace

int main(int argc, char** argv) try {
    if (argc == 3) return run(argv[1], argv[2]);
    return std::fputs("usage: dpo_weighted QUESTIONS RESPONSES\n", stderr), 2;
} catch (const std::exception& e) {
    return std::fprintf(stderr, "dpo_weighted: %s\n", e.what()), 1;
}
