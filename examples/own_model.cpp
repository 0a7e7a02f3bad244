// Your own model in two ways: a class with a generate(), and a function in engines::callback.
#include "calm/engines/callback.hpp"
#include "calm/extract/corrected.hpp"
#include "calm/views/extract.hpp"
#include "calm/views/prefer.hpp"
#include "calm/views/sample.hpp"
#include "calm/views/vote.hpp"
#include "calm/vote/plurality.hpp"

#include <cstdio>
#include <string>
#include <vector>

namespace {

// What a model needs: one completion for each draw, in their order. Whatever is random comes from the draw's own key, so that a
// draw is the same in every run, in any order and on any number of threads. Since generate is const, threads may share it.
class guessing_model {
public:
    std::vector<std::string> generate(const calm::generation_request& request) const {
        std::vector<std::string> completions;
        const auto* asked = request.asked.find(request.lang);
        const auto& form = calm::prompt::form_of(request.lang);  // "Explanation:", "Answer:" in this language
        for (const auto& draw : request.draws) {
            const auto& guess = asked->options[draw.bits() % asked->options.size()];
            completions.push_back(std::string(form.explanation) + " guess " + std::to_string(draw.sample) + "\n" + std::string(form.answer) +
                                  " " + guess.key.str());
        }
        return completions;
    }
};
static_assert(calm::concurrent_generative_model<guessing_model>);

// The same stages for every model.
template <class Model>
void show_pairs(const char* name, const std::vector<calm::question>& questions, Model& model) {
    namespace views = calm::views;
    auto voted = questions | views::sample(model, {.samples = 3, .seed = 1}) | views::extract(calm::extract::corrected{}) |
                 views::vote(calm::vote::plurality{});
    for (const auto& one : voted)
        std::printf("%s, question %s: %s with %.0f %% of the votes\n", name, one.asked->id.c_str(),
                    one.vote.winner ? one.vote.winner->str().c_str() : "no winner", 100 * one.vote.share);
    for (const auto& pair : voted | views::prefer(calm::prefer::options{}))
        std::printf("  %s in %s: chosen %s, rejected %s\n", pair.question_id.c_str(), pair.lang.str().c_str(), pair.chosen_key.str().c_str(),
                    pair.rejected_key.str().c_str());
}

calm::question colour_question(std::size_t index, const char* id) {
    // localized_question: language, instruction (none: that of calm/prompt/form.hpp), the prompt's text, the stem, the options
    return {id, index, "B",
            {{"en", "", "Which is a colour?\nA. Salt\nB. Red", "Which is a colour?", {{"A", "Salt"}, {"B", "Red"}}},
             {"de", "", "Was ist eine Farbe?\nA. Salz\nB. Rot", "Was ist eine Farbe?", {{"A", "Salz"}, {"B", "Rot"}}}}};
}

} // namespace

int main() {
    const std::vector questions{colour_question(0, "q1"), colour_question(1, "q2")};

    guessing_model guessing;
    show_pairs("class", questions, guessing);

    // A function on one prompt and one draw is a model, too: this is how an HTTP client or another library is plugged in.
    calm::engines::callback stubborn([](const calm::prompt_text& prompt, const calm::draw_key& draw) {
        const bool german = prompt.input.starts_with("Was");
        return std::string(german && draw.sample == 0 ? "Antwort: A" : german ? "Erklärung: Rot ist eine.\nAntwort: B" : "Answer: B");
    });
    show_pairs("callback", questions, stubborn);
}
