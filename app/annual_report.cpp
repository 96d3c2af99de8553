#include "app/annual_report.h"

#include <algorithm>

#include "base/text.h"

namespace attt::app {
namespace {

base::Date day_of(int year, unsigned month, unsigned day) {
    return base::Date{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
}

// "10/QĐ-UBND, 20/03/2023, Ủy ban nhân dân Tỉnh": what of it is known.
std::string document(const rules::Act& act) {
    std::string out = act.number;
    const auto append = [&](const std::string& text) {
        if (text.empty()) return;
        out += (out.empty() ? "" : ", ") + text;
    };
    if (act.on.ok()) append(base::show_date(act.on));
    append(act.body);
    return out;
}

AnnualRow row_of(const DossierBook& book, const model::InformationSystem& system) {
    AnnualRow row;
    row.system = system.id;
    row.name = system.name.empty() ? system.id : system.name;
    row.owner = system.owner;
    row.operating = model::display_name(book.inventory, {model::SubjectKind::agency, system.agency});
    row.level = system.level;
    const auto found = book.logs.find(system.id);
    if (found == book.logs.end()) return row;
    const rules::DossierLog& log = found->second;
    const rules::Dossier* standing = log.standing();
    const rules::Dossier* dossier = standing != nullptr ? standing : log.current();
    if (dossier == nullptr) return row;
    const std::string_view state = rules::reported_state(dossier->state);
    if (state != "none") row.state = state;
    if (dossier->level()) row.level = dossier->level();
    if (standing != nullptr) row.decision = document(*standing->approved);
    if (dossier->regulation) row.regulation = document(*dossier->regulation);
    if (standing == nullptr) row.expected_approval = log.current()->expected_approval;
    row.extent = dossier->extent;
    if (row.extent != "full") row.expected_implementation = dossier->expected_implementation;
    for (const rules::Dossier& each : log.dossiers) {
        row.checked_before_use |= each.checked_before_use.has_value();
        row.checked_periodically |= each.checked_periodically.has_value();
    }
    return row;
}

std::string date_text(const std::optional<base::Date>& date) {
    return date ? base::show_date(*date) : std::string();
}

std::string checked_words(const AnnualRow& row, const base::Catalogue& texts) {
    std::string out;
    if (row.checked_before_use) out = texts.text("extent.before_use");
    if (row.checked_periodically) out += (out.empty() ? "" : "; ") + texts.text("extent.periodic");
    return out;
}

std::string state_words(const AnnualRow& row, const base::Catalogue& texts) {
    return row.state.empty() ? std::string() : texts.text("dossier_state." + row.state);
}

std::string extent_words(const AnnualRow& row, const base::Catalogue& texts) {
    return row.extent.empty() ? std::string() : texts.text("extent." + row.extent);
}

std::vector<std::string> cells_of(const AnnualRow& row, std::size_t number, const base::Catalogue& texts) {
    return {std::to_string(number),
            row.name,
            row.owner,
            row.operating,
            row.level ? std::to_string(*row.level) : std::string(),
            state_words(row, texts),
            row.decision,
            row.regulation,
            date_text(row.expected_approval),
            extent_words(row, texts),
            date_text(row.expected_implementation),
            checked_words(row, texts)};
}

Sheet table_sheet(const AnnualReport& report, const base::Catalogue& texts) {
    Sheet sheet;
    sheet.name = texts.text("mau08.sheet_table");
    for (const auto& [column, width] :
         {std::pair("number", 7.0), std::pair("name", 30.0), std::pair("owner", 22.0), std::pair("operator", 22.0),
          std::pair("level", 10.0), std::pair("state", 18.0), std::pair("decision", 20.0),
          std::pair("regulation", 20.0), std::pair("expected_approval", 17.0), std::pair("extent", 20.0),
          std::pair("expected_implementation", 17.0), std::pair("checked", 20.0)})
        sheet.columns.push_back({texts.text("mau08." + std::string(column)), {}, width});
    for (std::size_t i = 0; i < report.rows.size(); ++i)
        sheet.rows.push_back(cells_of(report.rows[i], i + 1, texts));
    return sheet;
}

Sheet totals_sheet(const AnnualReport& report, const base::Catalogue& texts) {
    const auto line = [&](const char* id, const std::string& value) {
        return std::vector<std::string>{texts.text("mau08." + std::string(id)), value};
    };
    const rules::DossierCounts& counts = report.counts;
    Sheet sheet;
    sheet.name = texts.text("mau08.sheet_totals");
    sheet.columns = {{texts.text("mau08.item"), {}, 70}, {texts.text("mau08.value"), {}, 20}};
    sheet.rows = {line("total_managed", std::to_string(counts.managed)),
                  line("total_classified", std::to_string(counts.classified)),
                  line("total_built", std::to_string(counts.built)),
                  line("total_appraised", std::to_string(counts.appraised)),
                  line("total_approved", std::to_string(counts.approved)),
                  line("total_checked", std::to_string(counts.checked_periodically)),
                  line("total_expected", date_text(report.expected_completion)),
                  line("period", base::show_date(report.from) + " – " + base::show_date(report.to)),
                  line("as_of", base::show_date(report.as_of)),
                  line("due_owner", base::show_date(report.to_owner)),
                  line("due_ministry", base::show_date(report.to_ministry))};
    return sheet;
}

Sheet problems_sheet(const AnnualReport& report, const base::Catalogue& texts) {
    Sheet sheet;
    sheet.name = texts.text("mau08.sheet_problems");
    sheet.columns = {{texts.text("sheet.system"), {}, 24}, {texts.text("mau08.problem"), {}, 70}};
    for (const AnnualProblem& problem : report.problems)
        sheet.rows.push_back({problem.system, texts.text("mau08_problem." + problem.rule)});
    return sheet;
}

// The specialised unit is the office that issues documents, where nothing else is said.
Contact contact_of(const Config& config, std::string_view role, base::Date as_of) {
    Contact out;
    const auto said = std::find_if(config.contacts.begin(), config.contacts.end(),
                                   [&](const Contact& contact) { return contact.role == role; });
    if (said != config.contacts.end()) out = *said;
    out.role = role;
    const Office* office = config.office_on(as_of);
    if (out.name.empty() && role == "specialised_unit" && office != nullptr) out.name = office->name;
    return out;
}

Sheet contacts_sheet(const AnnualReport& report, const base::Catalogue& texts) {
    Sheet sheet;
    sheet.name = texts.text("mau08.sheet_contacts");
    sheet.columns = {{texts.text("mau08.contact_role"), {}, 36},    {texts.text("mau08.contact_name"), {}, 36},
                     {texts.text("mau08.contact_address"), {}, 36}, {texts.text("mau08.contact_post"), {}, 30},
                     {texts.text("mau08.contact_phone"), {}, 18},   {texts.text("mau08.contact_email"), {}, 30}};
    for (const Contact& contact : report.contacts) {
        sheet.rows.push_back({texts.text("mau08_role." + contact.role), contact.name, contact.address, contact.post,
                              contact.phone, contact.email});
    }
    // the fields of this section were not read in the form itself
    sheet.remark = texts.text("mau08.contacts_note");
    return sheet;
}

}  // namespace

base::Date annual_as_of(int year, base::Date today) {
    return std::min(day_of(year, 12, 14), today);
}

AnnualReport annual_report(const DossierBook& book, int year, const Config& config) {
    AnnualReport report;
    report.year = year;
    report.from = day_of(year - 1, 12, 15);
    report.to = day_of(year, 12, 14);
    report.as_of = book.as_of;
    report.to_owner = day_of(year, 12, 20);
    report.to_ministry = day_of(year, 12, 25);
    report.counts = rules::count(book.inventory, book.logs);
    for (const std::string_view role : contact_roles)
        report.contacts.push_back(contact_of(config, role, report.as_of));
    bool all_expected = true;
    for (const model::InformationSystem& system : book.inventory.systems) {
        if (!rules::counts_as_in_use(system)) continue;
        report.rows.push_back(row_of(book, system));
        const AnnualRow& row = report.rows.back();
        if (row.state == "approved") continue;
        if (row.expected_approval) {
            report.expected_completion =
                std::max(report.expected_completion.value_or(*row.expected_approval), *row.expected_approval);
        } else {
            all_expected = false;
        }
    }
    if (!all_expected) report.expected_completion.reset();
    std::stable_sort(report.rows.begin(), report.rows.end(), [](const AnnualRow& a, const AnnualRow& b) {
        if (a.operating != b.operating) return base::less_vietnamese(a.operating, b.operating);
        return base::less_vietnamese(a.name, b.name);
    });
    report.problems = validate(report);
    return report;
}

std::vector<AnnualProblem> validate(const AnnualReport& report) {
    std::vector<AnnualProblem> out;
    const auto count = [&](const auto& holds) {
        return static_cast<int>(std::count_if(report.rows.begin(), report.rows.end(), holds));
    };
    const bool totals_fit =
        static_cast<int>(report.rows.size()) == report.counts.managed &&
        count([](const AnnualRow& row) { return row.state == "approved"; }) == report.counts.approved &&
        report.counts.approved <= report.counts.appraised && report.counts.appraised <= report.counts.built &&
        report.counts.built <= report.counts.managed;
    if (!totals_fit) out.push_back({"", "totals"});
    for (const Contact& contact : report.contacts) {
        if (contact.name.empty() || contact.post.empty() || (contact.phone.empty() && contact.email.empty()))
            out.push_back({"", "no_contact_" + contact.role});
    }
    for (const AnnualRow& row : report.rows) {
        const auto say = [&](bool wrong, const char* rule) {
            if (wrong) out.push_back({row.system, rule});
        };
        const bool approved = row.state == "approved";
        say(row.owner.empty(), "no_owner");
        say(!row.level, "no_level");
        say(row.state.empty(), "no_state");
        say(approved && row.decision.empty(), "no_decision");
        say(approved && row.regulation.empty(), "no_regulation");
        say(!approved && !row.expected_approval, "no_expected_approval");
        say(row.extent.empty(), "no_extent");
        say(row.extent != "full" && !row.expected_implementation, "no_expected_implementation");
    }
    return out;
}

std::vector<Sheet> annual_sheets(const AnnualReport& report, const base::Catalogue& texts) {
    return {totals_sheet(report, texts), contacts_sheet(report, texts), table_sheet(report, texts),
            problems_sheet(report, texts)};
}

base::Value to_value(const AnnualReport& report, const base::Catalogue& texts) {
    base::Array rows;
    for (std::size_t i = 0; i < report.rows.size(); ++i) {
        const AnnualRow& row = report.rows[i];
        base::Object out{{"no", i + 1},
                         {"system", row.system},
                         {"name", row.name},
                         {"owner", row.owner},
                         {"operator", row.operating}};
        if (row.level) out.set("level", *row.level);
        out.set("state", state_words(row, texts));
        out.set("decision", row.decision);
        out.set("regulation", row.regulation);
        out.set("expected_approval", date_text(row.expected_approval));
        out.set("implementation", extent_words(row, texts));
        out.set("expected_implementation", date_text(row.expected_implementation));
        out.set("checked", checked_words(row, texts));
        rows.emplace_back(std::move(out));
    }
    base::Array problems;
    for (const AnnualProblem& problem : report.problems)
        problems.emplace_back(base::Object{{"system", problem.system}, {"rule", problem.rule}});
    base::Object out{{"schema", "attt.mau08/1"},
                     {"year", report.year},
                     {"from", base::to_iso_date(report.from)},
                     {"to", base::to_iso_date(report.to)},
                     {"as_of", base::to_iso_date(report.as_of)},
                     {"due_owner", base::to_iso_date(report.to_owner)},
                     {"due_ministry", base::to_iso_date(report.to_ministry)},
                     {"totals", to_value(report.counts)}};
    if (report.expected_completion) out.set("expected_completion", base::to_iso_date(*report.expected_completion));
    base::Array contacts;
    for (const Contact& contact : report.contacts) {
        contacts.emplace_back(base::Object{{"role", contact.role},
                                           {"name", contact.name},
                                           {"address", contact.address},
                                           {"post", contact.post},
                                           {"phone", contact.phone},
                                           {"email", contact.email}});
    }
    out.set("contacts", std::move(contacts));
    out.set("contacts_note", texts.text("mau08.contacts_note"));
    out.set("rows", std::move(rows));
    out.set("problems", std::move(problems));
    return out;
}

}  // namespace attt::app
