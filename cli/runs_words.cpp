#include "cli/runs_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace attt::cli {

std::string quarantine_in_words(std::int64_t run, const model::Quarantine& quarantine, const base::Catalogue& texts) {
    return texts.text("runs.held_back", {{"run", std::to_string(run)},
                                         {"unanswered", std::to_string(quarantine.seen.unanswered)},
                                         {"asked", std::to_string(quarantine.seen.asked)},
                                         {"usual_unanswered", std::to_string(quarantine.usual.unanswered)},
                                         {"usual_asked", std::to_string(quarantine.usual.asked)}});
}

std::string request_in_words(const model::RunRequest& request, const base::Catalogue& texts) {
    if (request.whole()) return texts.text("runs.everything");
    std::vector<std::string> parts;
    if (!request.agency.empty()) parts.push_back(texts.text("runs.of_agency", {{"id", request.agency}}));
    if (!request.site.empty()) parts.push_back(texts.text("runs.of_site", {{"id", request.site}}));
    if (!request.probes.empty())
        parts.push_back(texts.text("runs.of_probes", {{"names", fmt::format("{}", fmt::join(request.probes, ", "))}}));
    return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace attt::cli
