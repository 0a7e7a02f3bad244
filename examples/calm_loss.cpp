// Evaluates the preference losses of a JSON file: log-probabilities of tokens and a loss by name in, loss, gradient and metrics out. For
// checking our numbers against another implementation's.
#include "calm/error.hpp"

#include "support/command_line.hpp"
#include "support/loss_cases.hpp"

#include <cstddef>
#include <cstdio>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

namespace {

const char* const description =
    "Evaluates preference losses from log-probabilities.\n\n"
    "FILE is a JSON object {\"cases\": [...]}, or the array of cases. A case has \"losses\" (names) and \"weights\", \"beta\", \"label_smoothing\", "
    "\"f_divergence\", \"f_alpha\", \"ld_alpha\", \"wpo\", \"discopop_tau\", \"pairs\", and rows of numbers, one a completion, the chosen ones first: "
    "\"policy_token_logps\", \"reference_token_logps\", and where there are some \"log_sum_sq_probs\", \"mean_logits\", \"entropy\", \"is_top1\"; for kto \"kl\", "
    "for simpo \"margin\". With the loss dco (and \"gamma_first\", \"gamma_second\") the first half of the pairs is in one language and the second half has the same answers "
    "in the other. Or it has "
    "\"method\" (cpo or orpo), \"loss\" (sigmoid, hinge, ipo, simpo), \"beta\", \"label_smoothing\", \"simpo_gamma\", \"alpha\", and a number for each pair in "
    "\"chosen\" and \"rejected\": a log-probability, or its mean over tokens.\n\n"
    "Writes a JSON array to standard output: for each case {loss, grad_token_logps, metrics}, or {losses, mean, grad_chosen, grad_rejected}. Fields of "
    "the same names in FILE, the values to compare with, are not read.";

nlohmann::json parsed(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw calm::error(calm::error_id::cannot_open, "the file can't be read; check the path and its permissions", {.file = path});
    try {
        return nlohmann::json::parse(file);
    } catch (const nlohmann::json::exception& e) {
        throw calm::error(calm::error_id::json_syntax, std::string(e.what()) + "; mend the file", {.file = path});
    }
}

} // namespace

int main(int argc, char** argv) {
    return support::run_program("calm_loss", [&] {
        std::string path;
        support::command_line app("calm_loss", description);
        app.add_option("FILE", path, "the cases")->required();
        if (const int status = support::parse(app, argc, argv); status >= 0) return status;

        const auto given = parsed(path);
        const auto& cases = given.is_object() && given.contains("cases") ? given["cases"] : given;
        if (!cases.is_array()) throw calm::error(calm::error_id::wrong_type, "there is no array of cases; write {\"cases\": [...]}", {.file = path});
        auto results = nlohmann::ordered_json::array();
        for (std::size_t i = 0; i < cases.size(); ++i) results.push_back(support::loss_case(cases[i], path, i).evaluate());
        std::printf("%s\n", results.dump(1).c_str());
        return 0;
    });
}
