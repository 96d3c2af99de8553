#include "rules/derive_page.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>

#include "rules/missing.h"

namespace attt::rules {
namespace {

using base::Value;
using model::Fact;
using model::Observation;

constexpr std::size_t field_size = 4;

const Observation* newest_of(std::span<const Observation> observations, std::string_view probe) {
    const Observation* newest = nullptr;
    for (const Observation& each : observations) {
        if (each.probe == probe && (newest == nullptr || each.observed_at > newest->observed_at)) newest = &each;
    }
    return newest;
}

Fact fact_from(const Observation& observation, const char* name) {
    Fact fact;
    fact.name = name;
    fact.observed_at = observation.observed_at;
    return fact;
}

Fact first_seen_names(const Observation& content, const Observation* before) {
    Fact fact = fact_from(content, "content.first_seen_names");
    if (content.facts["front_names"].if_array() == nullptr) {
        fact.undetermined.push_back({{}, "the names were not gathered"});
        return fact;
    }
    const auto known = base::strings_of(before->facts["known_names"]);
    const std::set<std::string> seen(known.begin(), known.end());
    std::vector<std::string> fresh;
    for (const std::string& name : base::strings_of(content.facts["front_names"])) {
        if (!seen.contains(name)) fresh.push_back(name);
    }
    fact.value = fresh;
    return fact;
}

Fact similarity(const Observation& content, const Observation* before, const char* name, const char* sketch) {
    Fact fact = fact_from(content, name);
    const auto alike = sketch_similarity(content.facts[sketch].string_or(""), before->facts[sketch].string_or(""));
    if (alike)
        fact.value = *alike;
    else
        fact.undetermined.push_back({{}, "the run before has nothing to compare with"});
    return fact;
}

void add_front(const Observation& content, const Observation* before, std::vector<Fact>& out) {
    constexpr std::array<const char*, 4> names = {"content.first_seen_names", "content.front_text_similarity",
                                                  "content.front_structure_similarity", "content.front_title_changed"};
    const bool looked = content.status == model::Status::ok;
    if (!looked || before == nullptr) {
        for (const char* name : names) {
            out.push_back(fact_from(content, name));
            out.back().missing = looked ? "not_applicable: the first look at this site" : missing_of(content);
        }
        return;
    }
    out.push_back(first_seen_names(content, before));
    out.push_back(similarity(content, before, names[1], "text_sketch"));
    out.push_back(similarity(content, before, names[2], "structure_sketch"));
    Fact title = fact_from(content, names[3]);
    title.value = content.facts["title"].string_or("") != before->facts["title"].string_or("");
    out.push_back(std::move(title));
}

// Shown where every address that answered shows it; not shown where none does.
void add_label(std::span<const Observation> observations, std::vector<Fact>& out) {
    std::optional<Fact> fact;
    bool shown = false, missing = false;
    for (const Observation& each : observations) {
        if (each.probe != "http") continue;
        if (!fact) fact = fact_from(each, "label.shown");
        if (each.status != model::Status::ok) {
            if (fact->missing.empty()) fact->missing = missing_of(each);
            continue;
        }
        const bool* label = each.facts["trust_label"].if_bool();
        if (label != nullptr) (*label ? shown : missing) = true;
    }
    if (!fact) return;
    if (shown != missing) {
        fact->missing.clear();
        fact->value = shown;
    } else if (fact->missing.empty()) {
        fact->undetermined.push_back({{}, shown ? "not every address shows the same" : "no page came"});
    }
    out.push_back(std::move(*fact));
}

}  // namespace

std::optional<int> sketch_similarity(std::string_view a, std::string_view b) {
    if (a.empty() || a.size() != b.size() || a.size() % field_size != 0) return std::nullopt;
    std::size_t equal = 0;
    for (std::size_t at = 0; at < a.size(); at += field_size) {
        if (a.substr(at, field_size) == b.substr(at, field_size)) ++equal;
    }
    return static_cast<int>(100 * equal / (a.size() / field_size));
}

std::vector<Fact> derive_page(std::span<const Observation> observations) {
    std::vector<Fact> out;
    if (const Observation* content = newest_of(observations, "content"))
        add_front(*content, newest_of(observations, "content_before"), out);
    add_label(observations, out);
    return out;
}

}  // namespace attt::rules
