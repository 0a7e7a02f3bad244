// The votes of calm_pipeline that learn from all questions before they count one.
#pragma once

#include "support/pipeline_options.hpp"

#include "calm/error.hpp"
#include "calm/io/report.hpp"
#include "calm/vote/dawid_skene.hpp"
#include "calm/vote/glad.hpp"
#include "calm/vote/mace.hpp"
#include "calm/vote/self_consistency.hpp"
#include "calm/vote/wawa.hpp"

#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// Gathers the answers of a first walk over the input, and fits the vote that the options name on them.
class vote_learner {
public:
    explicit vote_learner(const pipeline_options& options) : options_(options), pool_(chosen_pool(options)), agreement_(pool_) {}

    void add(const calm::answered_question& answered) {
        if (options_.vote == "self_consistency")
            agreement_.add(answered);
        else
            table_.add(answered, pool_);
    }

    [[nodiscard]] learnt_vote fit() const {
        namespace vote = calm::vote;
        if (options_.vote == "self_consistency") return told(vote::self_consistency(agreement_));
        if (options_.vote == "wawa") {
            const auto fitted = vote::wawa::fit(table_, options_.threads);
            return told(fitted, fitted.skills, "skill");
        }
        if (options_.vote == "glad") {
            vote::glad_options how;
            how.threads = options_.threads;
            const auto fitted = vote::glad::fit(table_, how);
            return told(fitted, fitted.abilities, "ability", &fitted);
        }
        if (options_.vote == "mace") {
            vote::mace_options how;
            how.threads = options_.threads;
            how.seed = options_.seed;
            const auto fitted = vote::mace::fit(table_, how);
            return told(fitted, fitted.competence, "competence", &fitted);
        }
        vote::dawid_skene_options how;
        how.threads = options_.threads;
        how.model = options_.vote == "one_coin" ? vote::confusion_model::one_coin : vote::confusion_model::full;
        const auto fitted = vote::dawid_skene::fit(table_, how);
        return told(fitted, fitted.accuracy, "accuracy", &fitted);
    }

private:
    [[nodiscard]] learnt_vote told(const calm::vote::self_consistency& fitted) const {
        if (!fitted.learnt() && options_.min_confidence > 0)
            throw calm::error(calm::error_id::empty_input, "the languages agree no more than by chance, so that nothing could be learnt and there is no confidence "
                                                           "for --min-confidence; use --min-share");
        std::string summary = "The languages agree no more than by chance: nothing could be learnt, and votes count equally.";
        if (fitted.learnt()) {
            summary = "Learnt from agreement alone, accuracy and weight:";
            char text[64];
            const char* separator = "";
            for (const auto& lang : options_.languages)
                for (const auto& one : fitted.languages()) {
                    if (one.lang != lang) continue;
                    std::snprintf(text, sizeof text, "%s %s %.0f %%, %.2f", std::exchange(separator, ";"), lang.str().c_str(), 100 * one.accuracy, one.weight);
                    summary += text;
                }
            summary += '.';
        }
        return {[fitted](calm::ballot counted, const calm::question& asked) { return fitted.weigh(std::move(counted), asked); }, calm::io::to_json(fitted), summary};
    }

    /// @param each  what was learnt of each worker, and `name`, what that is called
    template <class Fitted>
    [[nodiscard]] learnt_vote told(Fitted fitted, const std::vector<double>& each, const std::string& name, const calm::vote::fitted_by_em* em = nullptr) const {
        nlohmann::ordered_json json;
        json["learnt"] = !fitted.workers.empty();
        if (em != nullptr) {
            json["iterations"] = em->iterations;
            json["converged"] = em->converged;
            json["log_likelihood"] = em->log_likelihood;
        }
        auto& languages = json["languages"] = nlohmann::ordered_json::object();
        std::string summary = "Learnt, " + name + ':';
        char text[64];
        const char* separator = "";
        for (const auto& lang : options_.languages)
            for (std::size_t i = 0; i < fitted.workers.size(); ++i) {
                if (fitted.workers[i] != lang) continue;
                languages[lang.str()] = {{name, each[i]}};
                std::snprintf(text, sizeof text, "%s %s %.2f", std::exchange(separator, ";"), lang.str().c_str(), each[i]);
                summary += text;
            }
        summary += em != nullptr && !em->converged ? ". The iterations were stopped before they converged." : ".";
        fitted.posteriors = {};  // of the tasks seen; each is computed anew
        return {[fitted = std::move(fitted)](calm::ballot counted, const calm::question&) { return fitted.weigh(std::move(counted)); }, std::move(json), summary};
    }

    const pipeline_options& options_;
    calm::vote::pool pool_;
    calm::vote::agreement agreement_;
    calm::vote::label_table table_{};
};

} // namespace support
