#include <map>

#include "base/hash.h"
#include "base/xml_writer.h"
#include "reports/exports.h"
#include "reports/plain_text.h"

namespace attt::reports {
namespace {

using base::xml_element;
using base::XmlNode;

constexpr const char* prefix = "xccdf_vn.attt_";

// Ids of XCCDF are NCNames; ids of an office may hold anything, so those that are none are hashed.
std::string as_name(const std::string& id) {
    const bool plain = !id.empty() && id.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789.-_") == std::string::npos;
    return plain ? id : "x-" + base::sha256_hex(id).substr(0, 24);
}

std::string rule_id(const std::string& rule) {
    return prefix + std::string("rule_") + as_name(rule);
}

std::string severity_of(model::Severity severity) {
    switch (severity) {
        case model::Severity::critical:
        case model::Severity::high: return "high";
        case model::Severity::medium: return "medium";
        case model::Severity::low: return "low";
        case model::Severity::info: break;
    }
    return "info";
}

std::string result_of(model::Outcome outcome) {
    switch (outcome) {
        case model::Outcome::pass: return "pass";
        case model::Outcome::fail: return "fail";
        case model::Outcome::not_applicable: return "notapplicable";
        case model::Outcome::unknown: break;
    }
    return "unknown";
}

XmlNode rule_element(const RuleEntry& rule) {
    XmlNode out =
        xml_element("Rule", {{"id", rule_id(rule.id)}, {"severity", severity_of(rule.severity)}, {"multiple", "true"}});
    out.children.push_back(xml_element("version", std::to_string(rule.version)));
    out.children.push_back(xml_element("title", one_line(rule.title)));
    for (const LegalBasis& basis : rule.basis)
        out.children.push_back(xml_element("reference", one_line(basis.locator + ", " + basis.document)));
    if (!rule.rationale.empty()) out.children.push_back(xml_element("rationale", one_line(rule.rationale)));
    if (!rule.remediation.empty()) out.children.push_back(xml_element("fixtext", one_line(rule.remediation)));
    return out;
}

// Rules that judged and are gone since: the results refer to them.
std::vector<std::string> unknown_rules(const Snapshot& snapshot) {
    std::map<std::string, int> out;
    for (const VerdictEntry& entry : snapshot.verdicts) {
        if (snapshot.rule(entry.verdict.rule) == nullptr) out[entry.verdict.rule] = 1;
    }
    std::vector<std::string> names;
    for (const auto& [name, ignored] : out)
        names.push_back(name);
    return names;
}

XmlNode rule_result(const VerdictEntry& entry, const Snapshot& snapshot) {
    const model::Verdict& verdict = entry.verdict;
    XmlNode out = xml_element("rule-result", {{"idref", rule_id(verdict.rule)},
                                              {"severity", severity_of(verdict.severity)},
                                              {"time", base::to_rfc3339(entry.observed_at.value_or(snapshot.made_at))},
                                              {"version", std::to_string(verdict.rule_version)}});
    out.children.push_back(xml_element("result", result_of(verdict.outcome)));
    if (!entry.reason.empty())
        out.children.push_back(xml_element("message", {{"severity", "info"}}, one_line(entry.reason)));
    if (verdict.endpoint)
        out.children.push_back(xml_element("instance", {{"context", "endpoint"}}, model::to_string(*verdict.endpoint)));
    if (!verdict.instance.empty())
        out.children.push_back(xml_element("instance", {{"context", "instance"}}, one_line(verdict.instance)));
    return out;
}

struct Counts {
    int passed = 0;
    int counted = 0;  // all but not applicable: unknown is not pass
};

XmlNode test_result(const Snapshot& snapshot, const model::SubjectRef& subject,
                    const std::vector<const VerdictEntry*>& verdicts) {
    const std::string kind(model::name_of(subject.kind));
    XmlNode out = xml_element("TestResult", {{"id", prefix + ("testresult_" + kind + "-" + as_name(subject.id))},
                                             {"end-time", base::to_rfc3339(snapshot.made_at)},
                                             {"test-system", "attt " + snapshot.program_version},
                                             {"version", base::to_iso_date(snapshot.as_of)}});
    const std::string& agency = verdicts.front()->agency;
    if (!agency.empty())
        out.children.push_back(
            xml_element("organization", one_line(snapshot.name_of({model::SubjectKind::agency, agency}))));
    out.children.push_back(xml_element("target", one_line(snapshot.name_of(subject))));
    XmlNode facts = xml_element("target-facts");
    facts.children.push_back(xml_element("fact", {{"name", "urn:attt:fact:subject:kind"}, {"type", "string"}}, kind));
    facts.children.push_back(
        xml_element("fact", {{"name", "urn:attt:fact:subject:id"}, {"type", "string"}}, one_line(subject.id)));
    out.children.push_back(std::move(facts));
    Counts counts;
    for (const VerdictEntry* entry : verdicts) {
        counts.passed += entry->verdict.outcome == model::Outcome::pass ? 1 : 0;
        counts.counted += entry->verdict.outcome == model::Outcome::not_applicable ? 0 : 1;
        out.children.push_back(rule_result(*entry, snapshot));
    }
    out.children.push_back(xml_element(
        "score", {{"system", "urn:xccdf:scoring:flat-unweighted"}, {"maximum", std::to_string(counts.counted)}},
        std::to_string(counts.passed)));
    return out;
}

}  // namespace

std::string render_xccdf(const Snapshot& snapshot, const base::Catalogue& texts) {
    const std::string language = snapshot.language == base::Language::vi ? "vi" : "en";
    XmlNode benchmark = xml_element("Benchmark", {{"xmlns", "http://checklists.nist.gov/xccdf/1.2"},
                                                  {"id", prefix + std::string("benchmark_rules")},
                                                  {"resolved", "true"},
                                                  {"xml:lang", language}});
    const std::string date = snapshot.rules_date.empty() ? base::to_iso_date(snapshot.as_of) : snapshot.rules_date;
    benchmark.children.push_back(xml_element("status", {{"date", date}}, "accepted"));
    benchmark.children.push_back(
        xml_element("title", one_line(texts.text("export.title", {{"name", one_line(snapshot.province)}}))));
    benchmark.children.push_back(xml_element("description", one_line(texts.text("export.result_note"))));
    if (!snapshot.classification.empty())
        benchmark.children.push_back(
            xml_element("notice", {{"id", "classification"}}, one_line(snapshot.classification)));
    benchmark.children.push_back(xml_element("version", {{"time", date + "T00:00:00Z"}}, snapshot.rules_hash));
    for (const RuleEntry& rule : snapshot.rules)
        benchmark.children.push_back(rule_element(rule));
    for (const std::string& gone : unknown_rules(snapshot)) {
        XmlNode rule = xml_element("Rule", {{"id", rule_id(gone)}, {"selected", "false"}});
        rule.children.push_back(xml_element("title", one_line(gone)));
        benchmark.children.push_back(std::move(rule));
    }
    std::map<model::SubjectRef, std::vector<const VerdictEntry*>> by_subject;
    for (const VerdictEntry& entry : snapshot.verdicts)
        by_subject[entry.verdict.subject].push_back(&entry);
    for (const auto& [subject, verdicts] : by_subject)
        benchmark.children.push_back(test_result(snapshot, subject, verdicts));
    return base::write_xml(benchmark);
}

}  // namespace attt::reports
