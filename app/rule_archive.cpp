#include "app/rule_archive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>

#include "base/text.h"

namespace attt::app {
namespace {

std::vector<rules::RuleSource> sources_from(const base::Value& files) {
    std::vector<rules::RuleSource> out;
    if (const base::Object* object = files.if_object()) {
        for (const auto& [name, text] : *object)
            out.push_back({name, name, text.string_or("")});
    }
    return out;
}

bool is_hash(const std::string& text) {
    return text.size() >= 8 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

}  // namespace

base::Result<void> keep_rule_set(store::Store& store, const rules::RuleSet& rules, base::Time at) {
    base::Object files;
    for (const rules::RuleSource& source : rules.sources)
        files.set(source.name, source.text);
    return store.keep_rule_set({0, rules.hash, rules.date, at}, base::Value(std::move(files)));
}

base::Result<ArchivedRules> rules_named(store::Store& store, const rules::RuleSet& present, const std::string& named) {
    const ArchivedRules of_today{present, present.date, present.hash};
    const std::string text = base::to_lower_ascii(base::trim(named));
    if (text.empty()) return of_today;
    auto known = store.rule_sets();
    if (!known) return tl::unexpected(known.error());
    const bool by_hash = is_hash(text);
    std::string date;
    if (!by_hash) {
        auto parsed = base::parse_date(text);
        if (!parsed) return tl::unexpected(parsed.error());
        date = base::to_iso_date(*parsed);
    }
    // ISO dates sort as text; the sets come by date, then in the order in which they judged
    const store::RuleSetRecord* chosen = nullptr;
    std::set<std::string> dates{present.date};
    for (const store::RuleSetRecord& set : *known) {
        dates.insert(set.date);
        if (by_hash ? set.hash.starts_with(text) : set.date <= date) chosen = &set;
    }
    const bool present_fits = by_hash ? present.hash.starts_with(text) : present.date <= date;
    if (present_fits && (chosen == nullptr || chosen->date <= present.date)) return of_today;
    if (chosen == nullptr) {
        return base::fail(
            base::ErrorCode::not_found, "rescore.no_rules",
            {{"named", base::printable(named, 80)}, {"known", fmt::format("{}", fmt::join(dates, ", "))}});
    }
    auto files = store.rule_set_files(chosen->id);
    if (!files) return tl::unexpected(files.error());
    rules::Loaded loaded = rules::load_rules(sources_from(*files));
    if (!loaded.defects.empty()) {
        return base::fail(base::ErrorCode::unsupported, "rescore.unreadable",
                          {{"date", chosen->date}, {"hash", chosen->hash.substr(0, 12)}});
    }
    return ArchivedRules{std::move(loaded.rules), chosen->date, chosen->hash};
}

}  // namespace attt::app
