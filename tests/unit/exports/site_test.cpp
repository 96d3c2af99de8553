// The site: every link leads somewhere within it, nothing comes from outside, texts stay texts, and the public one
// tells nothing of anybody.
#include "reports/site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "reports/site_view.h"
#include "tests/unit/exports/sample.h"
#include "tests/unit/reports/markup.h"

namespace attt {
namespace {

using base::Language;
using reports::Snapshot;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Files = std::map<std::string, std::string>;

Files site_of(const Snapshot& snapshot, bool open_data = false) {
    Files out;
    const auto built = reports::render_site(
        snapshot, tests::texts_of(snapshot.language), {ATTT_SOURCE_DIR "/reports/templates/site", open_data},
        [&](const std::string& path, const std::string& bytes) -> base::Result<void> {
            EXPECT_TRUE(out.emplace(path, bytes).second) << path << " is written twice";
            return {};
        });
    EXPECT_TRUE(built) << base::debug_string(built.error());
    return out;
}

bool is_page(const std::string& path) {
    return path.ends_with(".html");
}

// "../websites/stc.html#x" seen from "findings/F.html"
std::string resolved(const std::string& from, std::string link) {
    link = link.substr(0, link.find('#'));
    const bool deep = from.find('/') != std::string::npos;
    if (link.starts_with("../")) return deep ? link.substr(3) : "outside";
    return deep && !link.empty() ? from.substr(0, from.find('/') + 1) + link : link;
}

std::vector<std::string> defects_of(const Files& site) {
    std::vector<std::string> out;
    for (const auto& [path, bytes] : site) {
        if (!is_page(path)) continue;
        const tests::Markup markup = tests::read_markup(bytes);
        for (const std::string& defect : markup.defects)
            out.push_back(path + ": " + defect);
        std::set<std::string> ids;
        for (const tests::Element& element : markup.elements) {
            for (const auto& [name, value] : element.attributes) {
                if (name.starts_with("on") || name == "style") out.push_back(path + ": attribute " + name);
                if (name == "id" && !ids.insert(value).second) out.push_back(path + ": id " + value + " twice");
                if (name != "href" && name != "src" && name != "action") continue;
                const bool elsewhere = value.find("://") != std::string::npos;
                // a link a person may follow; nothing is loaded from there
                if (elsewhere && element.name == "a" && (value.starts_with("https://") || value.starts_with("http://")))
                    continue;
                const std::string target = resolved(path, value);
                if (elsewhere || (!target.empty() && !site.contains(target)))
                    out.push_back(path + ": " + element.name + " leads to " + value);
            }
        }
    }
    return out;
}

// The entries of search-index.js.
base::Array entries_of(const Files& site) {
    std::string text = site.at("search-index.js");
    EXPECT_THAT(text, testing::StartsWith("window.atttIndex = [\n"));
    EXPECT_TRUE(text.ends_with("];\n"));
    text = text.substr(text.find('['));
    text.resize(text.size() - 2);
    if (const auto comma = text.rfind(",\n"); comma != std::string::npos) text.erase(comma, 1);
    const auto value = base::parse_json(text);
    EXPECT_TRUE(value) << text.substr(0, 300);
    return value && value->if_array() != nullptr ? *value->if_array() : base::Array();
}

TEST(Site, goes_from_the_province_to_the_basis_of_each_finding) {
    const Files site = site_of(tests::worked_snapshot());
    EXPECT_THAT(defects_of(site), IsEmpty());
    EXPECT_THAT(site.at("index.html"), HasSubstr("href=\"agencies/so-tai-chinh.html\""));
    const std::string& agency = site.at("agencies/so-tai-chinh.html");
    EXPECT_THAT(agency, HasSubstr("href=\"../websites/stc.html\""));
    EXPECT_THAT(agency, HasSubstr("href=\"../systems/cong-stc.html\""));
    EXPECT_THAT(agency, HasSubstr("STC-KETOAN-01"));
    const std::string id = tests::worked_snapshot().findings[0].item.finding.id;
    EXPECT_THAT(site.at("websites/stc.html"), HasSubstr("href=\"../findings/" + id + ".html\""));
    const std::string& finding = site.at("findings/" + id + ".html");
    EXPECT_THAT(finding, HasSubstr("01/05/2023"));  // the evidence
    EXPECT_THAT(finding, HasSubstr("Nghị định số 85/2016/NĐ-CP"));
    EXPECT_THAT(finding, HasSubstr("href=\"../rules/certificate.trusted.html\""));
    EXPECT_THAT(site.at("rules/tls.no-old.html"), HasSubstr("Khuyến nghị, không có căn cứ bắt buộc."));
}

TEST(Site, is_whole_in_both_languages_and_with_nothing_found) {
    EXPECT_THAT(defects_of(site_of(tests::worked_snapshot(Language::en))), IsEmpty());
    EXPECT_THAT(defects_of(site_of(tests::empty_snapshot())), IsEmpty());
    EXPECT_THAT(defects_of(site_of(tests::empty_snapshot(), true)), IsEmpty());
    EXPECT_THAT(entries_of(site_of(tests::empty_snapshot())), IsEmpty());
}

TEST(Site, the_same_snapshot_gives_the_same_files) {
    EXPECT_EQ(site_of(tests::worked_snapshot()), site_of(tests::worked_snapshot()));
}

TEST(Site, takes_five_thousand_findings) {
    const Files site = site_of(tests::large_snapshot(5000));
    EXPECT_EQ(
        std::count_if(site.begin(), site.end(), [](const auto& file) { return file.first.starts_with("findings/"); }),
        5000);
    EXPECT_EQ(entries_of(site).size(), 5000U + 2 + 1 + 100 + 3);
}

TEST(Site, has_the_same_shape_whatever_texts_say) {
    const Files plain = site_of(tests::filled_snapshot("chữ", false));
    for (const tests::Hostile& hostile : tests::hostile_texts()) {
        // what is empty is left out, and an address that may stand in a link becomes one
        if (hostile.name == "empty" || hostile.name == "blank") continue;
        const Files site = site_of(tests::filled_snapshot(hostile.text, false));
        EXPECT_THAT(defects_of(site), IsEmpty()) << hostile.name;
        ASSERT_EQ(site.size(), plain.size()) << hostile.name;
        for (auto ours = site.begin(), theirs = plain.begin(); ours != site.end(); ++ours, ++theirs) {
            if (!is_page(ours->first) || ours->first != theirs->first) continue;
            EXPECT_EQ(tests::skeleton_of(tests::read_markup(ours->second)),
                      tests::skeleton_of(tests::read_markup(theirs->second)))
                << hostile.name << " " << ours->first;
        }
        for (const base::Value& entry : entries_of(site))
            EXPECT_EQ(entry.if_array()->size(), 3U) << hostile.name;
        EXPECT_THAT(site.at("search-index.js"), Not(HasSubstr("</"))) << hostile.name;
    }
}

TEST(Site, no_id_leaves_the_directory) {
    for (const tests::Hostile& hostile : tests::hostile_texts()) {
        const Files site = site_of(tests::filled_snapshot(hostile.text, true));
        EXPECT_THAT(defects_of(site), IsEmpty()) << hostile.name;
        for (const auto& [path, bytes] : site)
            EXPECT_EQ(path.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_/F"), std::string::npos) << path;
    }
}

TEST(Site, files_have_names_that_every_system_takes) {
    for (const char* kept : {"so-tttt", "tls.no-ssl", "a_1", "conference", "communes"})
        EXPECT_EQ(reports::file_name(kept), kept);
    for (const char* hashed : {"", ".", "..", "../x", "A", "con", "nul", "com1", "lpt9", "a.", ".htaccess", "Sở"})
        EXPECT_THAT(reports::file_name(hashed), testing::StartsWith("x-")) << hashed;
    EXPECT_NE(reports::file_name("A"), reports::file_name("B"));
    EXPECT_LE(reports::file_name(std::string(300, 'a')).size(), 80U);
}

TEST(Site, what_is_searched_is_what_the_pages_are_about) {
    const Files site = site_of(tests::worked_snapshot());
    std::set<std::string> paths;
    for (const base::Value& entry : entries_of(site)) {
        const std::string path = (*entry.if_array())[0].string_or("");
        EXPECT_TRUE(site.contains(path)) << path;
        paths.insert(path);
    }
    EXPECT_THAT(paths, Contains("agencies/so-tai-chinh.html"));
    EXPECT_THAT(paths, Contains("websites/stc.html"));
    EXPECT_THAT(paths, Contains("rules/tls.no-old.html"));
}

// What must never be told to the public.
std::vector<std::string> secrets_of(const Snapshot& snapshot) {
    std::vector<std::string> out = {"192.0.2.",
                                    "2001:db8",
                                    "CN=",
                                    snapshot.audit_head,
                                    snapshot.rules_hash,
                                    snapshot.classification,
                                    "certificate.trusted",
                                    "STC-KETOAN",
                                    "<script",
                                    "<form"};
    for (const model::Agency& each : snapshot.inventory.agencies) {
        out.push_back(each.id);
        out.push_back(each.name);
    }
    for (const model::InformationSystem& each : snapshot.inventory.systems) {
        out.push_back(each.id);
        out.push_back(each.name);
    }
    for (const model::Website& each : snapshot.inventory.websites)
        out.push_back(each.url.substr(8, each.url.size() - 9));
    for (const reports::FindingEntry& each : snapshot.findings) {
        out.push_back(each.item.finding.id);
        out.push_back(each.item.title);
        out.push_back(each.item.subject_name);
    }
    for (const reports::DueEntry& each : snapshot.due) {
        if (!each.subject.empty()) out.push_back(each.subject);
    }
    return out;
}

TEST(Site, the_public_one_holds_aggregates_alone) {
    for (const Snapshot& snapshot :
         {tests::worked_snapshot(), tests::worked_snapshot(Language::en), tests::large_snapshot(500)}) {
        const Files site = site_of(snapshot, true);
        EXPECT_EQ(site.size(), 2U);  // the page and its style
        EXPECT_THAT(defects_of(site), IsEmpty());
        for (const auto& [path, bytes] : site) {
            for (const std::string& secret : secrets_of(snapshot))
                EXPECT_THAT(bytes, Not(HasSubstr(secret))) << path;
        }
        EXPECT_THAT(site.at("index.html"), HasSubstr("Đồng Tháp"));
        EXPECT_THAT(site.at("index.html"), HasSubstr("1/2"));  // a target's fraction
    }
    // and in whichever field a name stands, but for the texts of the province and its targets
    Snapshot filled = tests::filled_snapshot("BÍ MẬT", true);
    filled.province = "Đồng Tháp";
    for (reports::TargetEntry& target : filled.targets)
        target.title = target.value_text = target.value = target.number = "chỉ tiêu";
    for (const auto& [path, bytes] : site_of(filled, true))
        EXPECT_THAT(bytes, Not(HasSubstr("BÍ MẬT"))) << path;
}

TEST(Site, nothing_in_its_own_files_comes_from_outside) {
    const Files site = site_of(tests::worked_snapshot());
    for (const char* forbidden : {"url(", "@import", "expression("})
        EXPECT_THAT(site.at("style.css"), Not(HasSubstr(forbidden)));
    for (const char* forbidden : {"innerHTML", "outerHTML", "insertAdjacent", "document.write", "eval(", "fetch(",
                                  "XMLHttpRequest", "import(", "Function("})
        EXPECT_THAT(site.at("search.js"), Not(HasSubstr(forbidden)));
    for (const auto& [path, bytes] : site) {
        if (!is_page(path)) continue;
        EXPECT_THAT(bytes, HasSubstr("default-src 'none'")) << path;
    }
}

}  // namespace
}  // namespace attt
