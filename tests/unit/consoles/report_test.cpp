// Reports of consoles as XML, exports that were cut, and proposals of how an unknown one is read.
#include <gtest/gtest.h>

#include "inventory/consoles/propose.h"
#include "inventory/consoles/read.h"

namespace attt::inventory {
namespace {

const base::Time now = *base::parse_rfc3339("2026-11-24T00:00:00Z");

// Of an inventory with one agency.
AgencyOfGroup agency_of() {
    model::Inventory inventory;
    inventory.agencies.push_back({"so-a", "Sở Y tế", "province", "department", {}, {}, {}, {}, 0});
    return agencies_by_group(inventory);
}

ReadSource read(const std::string& text) {
    const SourceContext context{{.name = {}, .as_of = {}, .now = now}, agency_of(), nullptr};
    return read_source_file("ksc", text, context);
}

std::vector<std::string> said(const ReadSource& read) {
    std::vector<std::string> out;
    for (const base::Error& warning : read.warnings)
        out.push_back(warning.message);
    return out;
}

std::string report(const char* total) {
    return std::string("<?xml version=\"1.0\" encoding=\"utf-8\"?><report><data><records>") +
           "<records_header_capt><field value=\"Thiết bị\"/><field value=\"Nhóm\"/><field value=\"Đang chạy\"/>"
           "<field value=\"Kết nối lần cuối\"/></records_header_capt>"
           "<record><field value=\"A-1\"/><field value=\"Sở Y tế\"/><field value=\"4\" df_val=\"Đang chạy\"/>"
           "<field value=\"2026-11-20T01:02:03Z\" df_val=\"20.11.2026 8:02\"/></record>"
           "<record><field><value>A-2</value></field><field value=\"\"/><field value=\"1\" df_val=\"Đã dừng\"/>"
           "<field value=\"\"/></record><reccount>2</reccount><totreccount>" +
           total + "</totreccount></records></data></report>";
}

TEST(Report, IsReadByTheCaptionsOfItsColumns) {
    const ReadSource found = read(report("2"));
    ASSERT_EQ(found.source.records.size(), 2U);
    EXPECT_FALSE(found.source.partial);
    EXPECT_EQ(found.source.records[0].name, "A-1");
    EXPECT_EQ(found.source.records[0].agency, "so-a");
    EXPECT_EQ(found.source.records[0].antivirus.running, std::optional(true));
    EXPECT_EQ(base::to_rfc3339(*found.source.records[0].last_seen), "2026-11-20T01:02:03Z");
    EXPECT_EQ(found.source.records[1].name, "A-2");
    EXPECT_EQ(found.source.records[1].antivirus.running, std::optional(false));
}

TEST(Report, ThatWasCutIsPartial) {
    const ReadSource found = read(report("5100"));
    EXPECT_TRUE(found.source.partial);
    EXPECT_EQ(said(found), std::vector<std::string>{"console.truncated"});
}

TEST(Export, ThatWasCutIsPartial) {
    const std::string rows = "Tên máy,Đang chạy\nA-1,có\nA-2,không\n";
    EXPECT_FALSE(read(rows).source.partial);
    EXPECT_FALSE(read(rows + "Tổng số: 2,\n").source.partial);
    EXPECT_TRUE(read(rows + "Tổng số: 5.100,\n").source.partial);
    EXPECT_TRUE(read(rows + "Total,5100\n").source.partial);
    EXPECT_TRUE(read("Báo cáo chỉ hiển thị 1000 bản ghi đầu tiên\n" + rows).source.partial);
    EXPECT_FALSE(read("Báo cáo tổng hợp năm 2026\n" + rows).source.partial);
    std::string thousand = "Tên máy,Đang chạy\n";
    for (int i = 0; i < 1000; ++i)
        thousand += "A-" + std::to_string(i) + ",có\n";
    EXPECT_EQ(said(read(thousand)), std::vector<std::string>{"console.round"});
    EXPECT_FALSE(read(thousand).source.partial);
}

Sheet sheet_of(const std::string& text) {
    return *read_sheet("file.csv", text, nullptr);
}

const char* const unknown =
    "BÁO CÁO THIẾT BỊ,,,,,,,\n"
    "STT,Tên máy trạm (hostname),Card mạng,Vị trí,Mã số vỏ máy S/N,Bảo vệ,CSDL virus,Online\n"
    "1,SYT-PC01,A4-BB-6D-00-00-01,Sở Y tế,PF0ABC12,Kích hoạt,20/11/2026,20/11/2026 08:00\n"
    "2,SYT-PC02,A4-BB-6D-00-00-02,Sở Y tế,PF0ABC13,Bật,19/11/2026,20/11/2026 08:05\n"
    "3,SYT-PC03,A4-BB-6D-00-00-03,Sở Y tế,PF0ABC14,Tắt,18/11/2026,20/11/2026 08:10\n"
    "4,SYT-PC04,A4-BB-6D-00-00-04,Sở Y tế,PF0ABC15,Bật,18/11/2026,20/11/2026 08:10\n"
    "5,SYT-PC05,A4-BB-6D-00-00-05,Sở Y tế,PF0ABC16,Bật,18/11/2026,20/11/2026 08:10\n";

TEST(Proposal, TakesHeadingsThenValues) {
    const auto proposal = propose_profile(sheet_of(unknown), "bang-a", agency_of());
    ASSERT_TRUE(proposal);
    EXPECT_TRUE(proposal->usable);
    std::string fields;
    for (const ProposedColumn& column : proposal->columns)
        fields += std::string(column.field ? name_of(*column.field) : "-") + " ";
    EXPECT_EQ(fields, "- name mac group serial av_running av_bases_date last_seen ");
    EXPECT_EQ(proposal->columns[5].unknown_words, std::vector<std::string>{"Kích hoạt"});
}

TEST(Proposal, IsAProfileThatReadsTheFile) {
    const auto proposal = propose_profile(sheet_of(unknown), "bang-a", agency_of());
    ASSERT_TRUE(proposal);
    const auto document = base::parse_toml(to_commented_toml(*proposal), "bang-a.toml");
    ASSERT_TRUE(document);
    std::vector<base::Error> defects;
    const auto profile = read_profile(*document, defects);
    ASSERT_TRUE(profile) << (defects.empty() ? "" : base::debug_string(defects.front()));
    const SourceContext context{{.name = {}, .as_of = {}, .now = now}, agency_of(), nullptr, &*profile};
    const ReadSource found = read_source_file("bang-a.csv", unknown, context);
    ASSERT_EQ(found.source.records.size(), 5U);
    EXPECT_EQ(found.source.records[1].name, "SYT-PC02");
    EXPECT_EQ(found.source.records[1].serial, "PF0ABC13");
    EXPECT_EQ(found.source.records[1].agency, "so-a");
    EXPECT_EQ(found.source.records[1].antivirus.running, std::optional(true));
    EXPECT_EQ(found.source.records[0].antivirus.running, std::nullopt);
    EXPECT_TRUE(found.source.records[1].last_seen && found.source.records[1].antivirus.bases);
}

TEST(Proposal, OfWhatIsNoTableIsRefused) {
    EXPECT_FALSE(propose_profile(sheet_of("một dòng\n"), "x", agency_of()));
}

}  // namespace
}  // namespace attt::inventory
