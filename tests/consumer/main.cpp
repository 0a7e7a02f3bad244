// A program that uses the installed library: reads a question, asks a model in two threads, counts its answers, and writes the pairs.
#include "calm/calm.hpp"
#include "calm/io/json_writer.hpp"
#include "calm/io/llama_factory.hpp"
#include "calm/io/question_reader.hpp"
#include "calm/version.hpp"

#include <iostream>
#include <sstream>
#include <string>

int main() {
    std::istringstream text(R"({"id":"q","gold":"B","languages":{"en":{"text":"Which is a colour?","options":{"A":"Salt","B":"Red"}},)"
                            R"("de":{"text":"Was ist eine Farbe?","options":{"A":"Salz","B":"Rot"}}}})");
    calm::io::question_file questions(text, "questions");
    const calm::engines::callback model([](const calm::prompt_text& prompt, const calm::draw_key& draw) {
        const bool english = prompt.input.starts_with("Which");
        return std::string(english ? "Explanation: Red is one.\nAnswer: B" : draw.sample == 0 ? "Erklärung: Rot.\nAntwort: B" : "Antwort: A");
    });
    const auto stages = calm::views::sample(model, {.samples = 2}) | calm::views::extract(calm::extract::corrected{}) |
                        calm::views::vote(calm::vote::plurality{});
    for (const calm::voted_question& voted : questions | calm::views::parallel(stages, {.threads = 2})) {
        const auto ranking = calm::totals(voted.vote);
        std::cout << "calm " << calm::version << ": " << ranking.front().key.view() << " leads with " << ranking.front().votes << " of "
                  << voted.vote.votes << " votes\n";
        for (const auto& pair : calm::prefer::vote_pairs<>{}(voted)) std::cout << calm::io::to_line(calm::io::alpaca_row(pair)) << '\n';
    }
}
