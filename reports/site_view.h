// What the pages of the site are put together from. Private to the site.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/catalogue.h"
#include "base/value.h"
#include "reports/snapshot.h"

namespace attt::reports {

// What a file is called for an id: the id itself where every file system takes it, else a hash of it.
std::string file_name(const std::string& id);

struct SiteCell {
    std::string text;
    std::string link = {};   // within the site, or what link_to() allows
    std::string style = {};  // a class of style.css
};

struct SiteSection {
    std::string id;
    std::string title;
    std::vector<std::string> paragraphs = {};
    std::vector<std::string> headings = {};
    std::vector<std::vector<SiteCell>> rows = {};  // the first cell heads its row
};

struct SitePage {
    std::string path;  // "findings/F-0123456789ab.html"
    std::string heading;
    std::string title = {};  // of the window; empty: the heading
    std::vector<SiteCell> crumbs = {};
    std::vector<std::string> paragraphs = {};
    std::vector<std::pair<std::string, SiteCell>> facts = {};
    std::vector<SiteSection> sections = {};
    bool script = false;  // the page that shows what was searched for
};

base::Value to_view(const SitePage& page, const Snapshot& snapshot, const base::Catalogue& texts, bool searchable);

// What the pages look up: findings and verdicts by subject, where a subject or a rule has its page.
class SiteIndex {
  public:
    SiteIndex(const Snapshot& snapshot, const base::Catalogue& texts);

    const Snapshot& snapshot;
    const base::Catalogue& texts;

    using Findings = std::vector<const FindingEntry*>;
    using Verdicts = std::vector<const VerdictEntry*>;
    const Findings& findings_of(const model::SubjectRef& subject) const;
    const Findings& findings_of_agency(const std::string& agency) const;
    const Verdicts& verdicts_of_agency(const std::string& agency) const;
    const Findings& findings_of_rule(const std::string& rule) const;
    const Verdicts& verdicts_of(const model::SubjectRef& subject) const;
    const Verdicts& verdicts_of_rule(const std::string& rule) const;

    // From a page one folder deep ("../websites/stc.html"); empty where there is no such page.
    std::string link_to_subject(const model::SubjectRef& subject) const;
    std::string link_to_rule(const std::string& rule) const;
    std::string link_to_finding(const model::Finding& finding) const;

    std::string severity(model::Severity severity) const;
    std::string state(model::FindingState state) const;
    std::string outcome(model::Outcome outcome) const;

  private:
    std::map<model::SubjectRef, Findings> by_subject_;
    std::map<std::string, Findings> by_agency_, by_rule_;
    std::map<model::SubjectRef, Verdicts> verdicts_;
    std::map<std::string, Verdicts> verdicts_by_rule_, verdicts_by_agency_;
    std::map<model::SubjectRef, bool> pages_;
};

// Findings as a table of links; `with_subject` names what each is about.
SiteSection findings_section(const SiteIndex& index, const SiteIndex::Findings& findings, bool with_subject);
SiteSection verdicts_section(const SiteIndex& index, const SiteIndex::Verdicts& verdicts);
SiteSection basis_section(const SiteIndex& index, const std::vector<LegalBasis>& basis);

SitePage province_page(const SiteIndex& index);
SitePage open_data_page(const SiteIndex& index);
SitePage agency_page(const SiteIndex& index, const model::Agency& agency);
SitePage system_page(const SiteIndex& index, const model::InformationSystem& system);
SitePage website_page(const SiteIndex& index, const model::Website& website);
SitePage finding_page(const SiteIndex& index, const FindingEntry& finding);
SitePage rule_page(const SiteIndex& index, const RuleEntry& rule);

}  // namespace attt::reports
