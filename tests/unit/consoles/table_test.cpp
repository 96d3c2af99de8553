// Exports of consoles: headings, words, dates and what is merged over what.
#include <gtest/gtest.h>

#include "inventory/consoles/merge.h"
#include "inventory/consoles/read.h"
#include "inventory/consoles/when.h"

namespace attt::inventory {
namespace {

const base::Time now = *base::parse_rfc3339("2026-11-24T00:00:00Z");

ReadSource read(const std::string& text, const std::vector<ConsoleProfile>* profiles = nullptr) {
    model::Inventory inventory;
    inventory.agencies.push_back({"so-a", "Sở Y tế", "province", "department", {}, {}, {}, {}, 0});
    SourceContext context{{.name = {}, .as_of = {}, .now = now}, agencies_by_group(inventory), profiles};
    return read_source_file("ksc.csv", text, context);
}

std::string shown(const std::optional<base::Time>& time) {
    return time ? base::to_rfc3339(*time) : "-";
}

TEST(When, IsReadInTheFormsThatConsolesWrite) {
    const std::pair<const char*, const char*> cases[] = {
        {"2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z"},
        {"2026-11-20T17:00:00+07:00", "2026-11-20T10:00:00Z"},
        {"2026-11-20", "2026-11-19T17:00:00Z"},
        {"2026-11-20 17:00:00", "2026-11-20T10:00:00Z"},
        {"20/11/2026", "2026-11-19T17:00:00Z"},
        {"20-11-2026 17:00", "2026-11-20T10:00:00Z"},
        {"20.11.2026 17:00:05", "2026-11-20T10:00:05Z"},
        {"5/1/2026 5:00:00 CH", "2026-01-05T10:00:00Z"},
        {"17:00 20/11/2026", "2026-11-20T10:00:00Z"},
        {"11/20/2026 5:00 PM", "2026-11-20T10:00:00Z"},
        {"20 thg 11, 2026", "2026-11-19T17:00:00Z"},
        {"Nov 20, 2026 5:00:00 PM", "2026-11-20T10:00:00Z"},
        {"1795168800", "2026-11-20T10:00:00Z"},
        {"46346.708333333336", "2026-11-20T10:00:00Z"},
        {"31/02/2026", "-"},
        {"hôm qua", "-"},
        {"1601-01-01T00:00:00Z", "-"},
        {"", "-"},
    };
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(shown(parse_when(text)), expected) << text;
}

TEST(Flag, IsReadInBothLanguages) {
    for (const char* yes : {"có", "Có", "CO", "x", "X", "yes", "TRUE", "1", "đã cài", "Đã cài đặt", "running",
                            "Đang chạy", "Bật", "on", "Enabled", "✓"})
        EXPECT_EQ(parse_flag(yes), std::optional(true)) << yes;
    for (const char* no : {"không", "no", "False", "0", "chưa cài", "Not installed", "stopped", "Đã dừng", "tắt", "off",
                           "disabled", "✗"})
        EXPECT_EQ(parse_flag(no), std::optional(false)) << no;
    for (const char* neither : {"", "chưa rõ", "2", "maybe"})
        EXPECT_EQ(parse_flag(neither), std::nullopt) << neither;
}

TEST(Console, ReadsTheContract) {
    const ReadSource found = read(
        "record,name,serial,mac,ip,group,last_seen,av_installed,av_running,av_bases_date\n"
        "r1,PC-A,PF0ABC12,a4-bb-6d-00-00-01; a4-bb-6d-00-00-02,10.1.1.1,so-a,2026-11-20T10:00:00Z,1,0,2026-11-19\n"
        "r2,PC-B,,,,,,,,\n"
        ",PC-C,,,,Managed devices/Sở Y tế/Phòng 1,,có,,\n");
    ASSERT_TRUE(found.defects.empty());
    ASSERT_EQ(found.source.records.size(), 3U);
    const model::ComputerRecord& first = found.source.records[0];
    EXPECT_EQ(first.macs.size(), 2U);
    EXPECT_EQ(first.agency, "so-a");
    EXPECT_EQ(first.antivirus.installed, std::optional(true));
    EXPECT_EQ(first.antivirus.running, std::optional(false));
    EXPECT_EQ(shown(found.source.as_of), "2026-11-20T10:00:00Z");
    EXPECT_EQ(found.source.records[1].antivirus.installed, std::nullopt);
    EXPECT_EQ(found.source.records[2].agency, "so-a");
    EXPECT_EQ(found.source.records[2].id.substr(0, 2), "k-");
}

TEST(Console, FindsVietnameseHeadingsUnderATitle) {
    const ReadSource found = read(
        "BÁO CÁO TRẠNG THÁI BẢO VỆ;;;;\n"
        "Tên máy;Số sê-ri;Kết nối lần cuối;Đã cài đặt;Ngày cơ sở dữ liệu\n"
        "PC-A;PF0ABC12;20/11/2026 17:00;có;19/11/2026\n"
        "PC-B;;20/11/2026;chưa cài;\n");
    ASSERT_TRUE(found.defects.empty());
    ASSERT_EQ(found.source.records.size(), 2U);
    EXPECT_EQ(shown(found.source.records[0].last_seen), "2026-11-20T10:00:00Z");
    EXPECT_EQ(found.source.records[1].antivirus.installed, std::optional(false));
}

TEST(Console, OneDateTellsTheOrderOfItsColumn) {
    const ReadSource found = read("name,last_seen,av_installed\nA-1,11/05/2026,1\nA-2,11/20/2026,1\n");
    ASSERT_EQ(found.source.records.size(), 2U);
    EXPECT_EQ(shown(found.source.records[0].last_seen), "2026-11-04T17:00:00Z");
}

TEST(Console, SaysWhatItDoesNotUnderstandAndKeepsTheRest) {
    const ReadSource found = read("name,last_seen,av_installed\nA-1,hôm qua,có lẽ\n,,1\n");
    EXPECT_EQ(found.source.records.size(), 1U);
    EXPECT_EQ(found.warnings.size(), 2U);
    EXPECT_EQ(found.defects.size(), 1U);
    EXPECT_EQ(found.defects[0].place.line, 3);
}

TEST(Profile, IsReadWrittenAndUsed) {
    ConsoleProfile profile;
    profile.id = "bkav";
    profile.title = "Bkav \"Endpoint\"";
    profile.product = "Bkav Endpoint";
    profile.headings[ConsoleField::name] = {"Máy con"};
    profile.headings[ConsoleField::av_running] = {"TT"};
    profile.words[ConsoleField::av_running] = {{"xanh", true}, {"do", false}};
    auto document = base::parse_toml(to_toml(profile), "p.toml");
    ASSERT_TRUE(document.has_value());
    std::vector<base::Error> defects;
    const auto again = read_profile(*document, defects);
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(to_toml(*again), to_toml(profile));
    const std::vector<ConsoleProfile> profiles{*again};
    const ReadSource found = read("Máy con,TT\nPC-A,Xanh\nPC-B,đỏ\n", &profiles);
    ASSERT_EQ(found.source.records.size(), 2U);
    EXPECT_EQ(found.source.records[0].antivirus.running, std::optional(true));
    EXPECT_EQ(found.source.records[0].antivirus.installed, std::optional(true));
    EXPECT_EQ(found.source.records[0].antivirus.product, "Bkav Endpoint");
    EXPECT_EQ(found.source.records[1].antivirus.running, std::optional(false));
}

model::ComputerSource source(const char* as_of, std::vector<std::string> ids, bool partial = false) {
    model::ComputerSource out{"ksc", "console", *base::parse_rfc3339(as_of), partial, {}};
    for (std::string& id : ids) {
        model::ComputerRecord record;
        record.id = std::move(id);
        record.as_of = out.as_of;
        out.records.push_back(std::move(record));
    }
    return out;
}

TEST(Merge, ANewerWholeExportReplacesAndOthersOnlyAdd) {
    const auto known = source("2026-11-10T00:00:00Z", {"a", "b", "c"});
    const auto newer = merge(known, source("2026-11-20T00:00:00Z", {"a", "d"}), false);
    EXPECT_EQ(newer.how, Taken::replaced);
    EXPECT_EQ(newer.source.records.size(), 2U);
    EXPECT_EQ(newer.removed, 2U);
    EXPECT_EQ(merge(known, source("2026-11-20T00:00:00Z", {"d"}, true), false).source.records.size(), 4U);
    EXPECT_EQ(merge(known, source("2026-11-01T00:00:00Z", {"a", "d"}), false).source.records.size(), 4U);
    EXPECT_EQ(merge(known, source("2026-11-20T00:00:00Z", {"a"}), false).how, Taken::shrunk);
    EXPECT_EQ(merge(known, source("2026-11-20T00:00:00Z", {"a"}), true).source.records.size(), 1U);
    EXPECT_EQ(merge(known, known, false).unchanged, 3U);
}

}  // namespace
}  // namespace attt::inventory
