// Documents from a workspace: of each kind and format, all at once, with the office's own form and texts; and whether a
// slip for every rule there is keeps to its two pages.
#include "app/documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "app/judge.h"
#include "app/office_form.h"
#include "base/files.h"
#include "base/json.h"
#include "reports/document_pdf.h"
#include "reports/documents.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

class DocumentsTest : public testing::Test {
  protected:
    DocumentsTest() {
        ::setenv("ATTT_DATA", ATTT_BINARY_DIR "/share/attt", 1);
        std::string name = (fs::temp_directory_path() / "attt-documents-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        must(init_workspace(directory / "w", officer));
        must(base::write_file(directory / "w" / "attt.toml",
                              "[workspace]\nprovince = \"Đồng Tháp\"\n[[office]]\nname = \"Sở Thử nghiệm\"\n"
                              "parent = \"Ủy ban nhân dân tỉnh Đồng Tháp\"\nsymbol = \"STN\"\n"
                              "authority = \"KT. Giám đốc\"\npost = \"Phó Giám đốc\"\n"
                              "recipients = [\"Lãnh đạo Sở\"]\n"));
        workspace = must(open_workspace((directory / "w").string(), defects));
        store.emplace(must(open_store(workspace, officer)));
        rules = must(load_rules(&workspace, defects));
        fill();
        must(judge_now(workspace, *store, rules, std::nullopt, defects));
    }
    ~DocumentsTest() override { fs::remove_all(directory); }

    template <class T>
    static T must(base::Result<T> result) {
        if (!result) throw std::runtime_error(base::debug_string(result.error()));
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }

    // Two agencies, one of which has a system without a dossier, a site that was never looked at and computers.
    void fill() {
        model::Inventory inventory;
        for (const auto& [id, name] : {std::pair("so-a", "Sở Ánh sáng"), std::pair("so-b", "Sở Biển")}) {
            model::Agency agency;
            agency.id = id;
            agency.name = name;
            agency.tier = "province";
            agency.kind = "department";
            inventory.agencies.push_back(agency);
        }
        model::InformationSystem system;
        system.id = "lan-a";
        system.name = "Mạng LAN";
        system.agency = "so-a";
        system.kind = "lan";
        system.level = 2;
        system.dossier_state = "draft";
        inventory.systems.push_back(system);
        model::Website website;
        website.id = "trang-a";
        website.url = "https://a.example/";
        website.agency = "so-a";
        inventory.websites.push_back(website);
        for (int i = 0; i < 4; ++i) {
            model::Computer computer;
            computer.id = "may-" + std::to_string(i);
            computer.name = computer.id;
            computer.agency = "so-a";
            if (i < 3) computer.antivirus_installed = i < 2;
            inventory.computers.push_back(computer);
        }
        must(store->import(inventory, {}, "list.csv", "", base::now()));
    }

    DocumentRequest request(DocumentKind kind, const std::string& id = "") const {
        DocumentRequest out;
        out.kind = kind;
        out.id = id;
        out.formats = {DocumentFormat::html, DocumentFormat::docx, DocumentFormat::xlsx, DocumentFormat::pdf};
        out.as_of = base::local_date(base::now());
        out.out = directory / "out";
        return out;
    }
    std::vector<fs::path> written(const DocumentRequest& wanted) {
        return must(write_document(workspace, *store, rules, texts, wanted, defects));
    }

    const store::Actor officer{"chuyên viên", "attt"};
    fs::path directory;
    Workspace workspace;
    std::optional<store::Store> store;
    std::vector<base::Error> defects;
    rules::RuleSet rules;
    base::Catalogue texts = must(base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi));
};

TEST_F(DocumentsTest, of_each_kind_are_written_in_each_format) {
    DocumentRequest year = request(DocumentKind::plan);
    year.year = 2023;
    for (const DocumentRequest& wanted :
         {request(DocumentKind::agency, "so-a"), request(DocumentKind::clerk, "so-a"), request(DocumentKind::province),
          request(DocumentKind::system, "lan-a"), year, request(DocumentKind::annual)}) {
        const std::vector<fs::path> paths = written(wanted);
        ASSERT_EQ(paths.size(), 4U);
        for (const fs::path& path : paths)
            EXPECT_GT(fs::file_size(path), 1000U) << path;
    }
}

TEST_F(DocumentsTest, bear_the_form_of_the_office) {
    const std::string page = must(base::read_file(written(request(DocumentKind::province)).front()));
    for (const char* said : {"ỦY BAN NHÂN DÂN TỈNH ĐỒNG THÁP", "SỞ THỬ NGHIỆM", "/BC-STN", "KT. GIÁM ĐỐC",
                             "PHÓ GIÁM ĐỐC", "Lãnh đạo Sở;", "Đồng Tháp, ngày"})
        EXPECT_THAT(page, HasSubstr(said));
}

TEST_F(DocumentsTest, take_the_offices_own_sentences) {
    must(base::make_directory(directory / "w" / "texts" / "vi"));
    must(
        base::write_file(directory / "w" / "texts" / "vi" / "cau.toml", "[letter]\nkind_report = \"BÁO CÁO NHANH\"\n"));
    EXPECT_THAT(must(base::read_file(written(request(DocumentKind::province)).front())), HasSubstr("BÁO CÁO NHANH"));
    must(base::write_file(directory / "w" / "texts" / "vi" / "cau.toml", "[letter]\nkind_reprot = \"x\"\n"));
    const auto refused = write_document(workspace, *store, rules, texts, request(DocumentKind::province), defects);
    ASSERT_FALSE(refused);
    ASSERT_EQ(defects.size(), 1U);
    EXPECT_EQ(defects.front().message, "report.unknown_text");
    EXPECT_EQ(defects.front().arguments[1].second, "letter.kind_report");
}

TEST_F(DocumentsTest, give_their_data_to_machines) {
    DocumentRequest both = request(DocumentKind::agency, "so-a");
    both.formats = {DocumentFormat::json, DocumentFormat::csv};
    const auto agency = written(both);
    ASSERT_EQ(agency.size(), 2U);
    const base::Value data = must(base::parse_json(must(base::read_file(agency[0]))));
    EXPECT_EQ(data["schema"], base::Value("attt.export/1"));
    EXPECT_EQ(data["agency"], base::Value("so-a"));
    EXPECT_THAT(must(base::read_file(agency[1])), HasSubstr("so-a"));
    both.kind = DocumentKind::plan;
    both.id.clear();
    const base::Value plan = must(base::parse_json(must(base::read_file(written(both).front()))));
    EXPECT_FALSE(plan["targets"].if_array()->empty());
    EXPECT_TRUE(plan["findings"].if_array()->empty());
    both.kind = DocumentKind::annual;
    EXPECT_EQ(write_document(workspace, *store, rules, texts, both, defects).error().message, "report.no_data");
}

TEST_F(DocumentsTest, name_what_is_wrong) {
    EXPECT_EQ(
        write_document(workspace, *store, rules, texts, request(DocumentKind::agency, "so-c"), defects).error().message,
        "agency.not_found");
    EXPECT_EQ(write_document(workspace, *store, rules, texts, request(DocumentKind::system, "lan-b"), defects)
                  .error()
                  .message,
              "level.no_system");
    DocumentRequest file = request(DocumentKind::province);
    file.out = directory / "one.pdf";
    EXPECT_EQ(write_document(workspace, *store, rules, texts, file, defects).error().message, "report.one_file");
    EXPECT_EQ(read_formats("html,odt").error().message, "report.unknown_format");
    EXPECT_EQ(must(read_formats("pdf, html,pdf")).size(), 2U);
}

TEST_F(DocumentsTest, all_of_them_come_with_an_index) {
    std::size_t told = 0;
    const auto progress = [&](std::size_t done, std::size_t total, const std::string&) {
        EXPECT_EQ(done, ++told);
        EXPECT_EQ(total, 4U);  // two agencies, the province, the plan
    };
    const WrittenAll all =
        must(write_all_documents(workspace, *store, rules, texts, request(DocumentKind::agency), progress, defects));
    EXPECT_EQ(told, 4U);
    EXPECT_EQ(all.files, 17U);
    const std::string index = must(base::read_file(all.index));
    for (const fs::directory_entry& entry : fs::directory_iterator(all.directory)) {
        const std::string name = entry.path().filename().string();
        if (name == "index.html" || name == "manifest.json") continue;
        EXPECT_THAT(index, HasSubstr("href=\"" + name + "\""));
    }
}

// "Two pages: steps for the server at hand, deadline, a reply to choose, the recheck's result."
TEST_F(DocumentsTest, a_slip_has_two_pages_at_most_for_every_rule_there_is) {
    const reports::Issuer issuer = issuer_on(workspace, base::local_date(base::now()));
    const reports::Texts words(texts);
    for (const rules::Rule& rule : rules.rules) {
        reports::AgencyLetter report;
        report.agency_id = report.agency_name = "Sở Nông nghiệp và Phát triển nông thôn";
        report.as_of = base::local_date(base::now());
        report.made_at = base::now();
        reports::FindingItem item;
        item.finding.key = {{model::SubjectKind::website, "trang"}, rule.id, ""};
        item.finding.id = model::finding_id(item.finding.key);
        item.finding.severity = rule.severity;
        item.finding.episodes = {{1, report.made_at, {}, {}}};
        item.finding.last_failed = report.made_at;
        item.finding.endpoint = model::Endpoint{"192.0.2.21", 443};
        item.subject_name = "https://dichvucong.dongthap.example/";
        item.title = rule.title.in(base::Language::vi);
        item.rationale = rule.rationale.in(base::Language::vi);
        item.remediation = rule.remediation.in(base::Language::vi);
        item.evidence = {{"Phiên bản mà máy chủ trả lời", "SSLv3, TLSv1.0, TLSv1.1, TLSv1.2"}};
        report.findings = {item};
        report.server = {{"trang", "nginx/1.18.0"}};
        const std::string pdf = must(reports::render_pdf(reports::clerk_document(report, issuer, words)));
        std::size_t pages = 0;
        constexpr std::string_view sign = "/Type /Page";
        for (auto at = pdf.find(sign); at != std::string::npos; at = pdf.find(sign, at + 1))
            pages += pdf.at(at + sign.size()) != 's' ? 1U : 0U;  // not the tree of pages
        EXPECT_GE(pages, 1U) << rule.id;
        EXPECT_LE(pages, 2U) << rule.id;
    }
}

}  // namespace
}  // namespace attt::app
