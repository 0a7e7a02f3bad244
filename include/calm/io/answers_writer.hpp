// Answers and ballots as JSON Lines, for looking at and for other programs.
#pragma once

#include "calm/io/json_writer.hpp"
#include "calm/record/answer.hpp"
#include "calm/record/ballot.hpp"
#include "calm/record/response.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace calm::io {

namespace detail {

/// Appends a JSON string. Text that needs no escapes, which nearly all is here, does without nlohmann's tree.
inline void append_json_text(std::string& to, std::string_view text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
    if (plain) to.append("\"").append(text).append("\"");
    else to += to_line(nlohmann::ordered_json(std::string(text)));
}

} // namespace detail

/// One answer as a line of JSON, without line end:
///
///     {"question":12,"language":"en","sample":0,"answer":"C","rule":"marker","span":[104,105]}
///
/// `question` is question::index and `sample` response::sample, both 0-based; `answer` is null for an abstention;
/// `span` is where the key was read, the bytes [begin, end) of the response's text.
/// @throws error (invalid_utf8)
[[nodiscard]] inline std::string answer_line(std::size_t question, const response& given, const answer& read) {
    std::string line = "{\"question\":" + std::to_string(question) + ",\"language\":";
    detail::append_json_text(line, given.lang.view());
    line += ",\"sample\":" + std::to_string(given.sample) + ",\"answer\":";
    if (read.key) detail::append_json_text(line, read.key->view());
    else line += "null";
    line += ",\"rule\":";
    detail::append_json_text(line, read.rule);
    line += ",\"span\":[" + std::to_string(read.span.begin) + ',' + std::to_string(read.span.end) + "]}";
    return line;
}

/// Writes a line for each answer of a question, in the order of its responses.
/// @pre answers[i] belongs to responses[i] @throws error (invalid_utf8, write_failed)
inline void write_answers(json_writer& to, const answered_question& read) {
    for (std::size_t i = 0; i < read.answers.size(); ++i) to.write_line(answer_line(read.asked->index, read.responses[i], read.answers[i]));
}

/// One ballot as a row:
///
///     {"question":12,"id":"home-012","winner":"C","outcome":"won","tie":false,"share":0.5,"margin":0.25,"confidence":null,"votes":16,
///      "abstentions":2,"counts":{"A":{"votes":4,"weight":4.0},...},"by_language":{"en":{"A":{"votes":1,"weight":1.0},...},...}}
///
/// `winner` is null when there is none, `confidence` where the vote gives no probabilities. Keys stand in their order; languages in the question's, those with votes only.
[[nodiscard]] inline nlohmann::ordered_json ballot_row(const question& asked, const ballot& vote) {
    using json = nlohmann::ordered_json;
    const auto count = [](std::uint32_t votes, double weight) { return json::object({{"votes", votes}, {"weight", weight}}); };
    json row;
    row["question"] = asked.index;
    row["id"] = asked.id;
    row["winner"] = vote.winner ? json(vote.winner->str()) : json(nullptr);
    row["outcome"] = std::string(to_string(vote.result));
    row["tie"] = vote.tie;
    row["share"] = vote.share;
    row["margin"] = vote.margin;
    row["confidence"] = vote.confidence ? json(*vote.confidence) : json(nullptr);
    row["votes"] = vote.votes;
    row["abstentions"] = vote.abstentions;
    auto sums = totals(vote);
    std::sort(sums.begin(), sums.end(), [](const key_count& a, const key_count& b) { return a.key < b.key; });
    auto& counts = row["counts"] = json::object();
    for (const auto& sum : sums) counts[sum.key.str()] = count(sum.votes, sum.weight);
    auto& by_language = row["by_language"] = json::object();
    for (const auto& text : asked.texts)
        for (const auto& cell : vote.cells)
            if (cell.lang == text.lang) by_language[cell.lang.str()][cell.key.str()] = count(cell.votes, cell.weight);
    return row;
}

/// Writes a question's ballot. @throws error (invalid_utf8, write_failed)
inline void write_ballot(json_writer& to, const voted_question& voted) { to.write(ballot_row(*voted.asked, voted.vote)); }

} // namespace calm::io
