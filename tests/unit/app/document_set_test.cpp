// Sets of documents: their manifest, what verification finds, and the register of what was sent.
#include "app/document_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "app/register.h"
#include "app/verify_documents.h"
#include "base/files.h"

namespace attt::app {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

class DocumentSetTest : public testing::Test {
  protected:
    DocumentSetTest() {
        std::string name = (fs::temp_directory_path() / "attt-documents-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
        workspace.directory = directory;
        store.emplace(must(store::Store::create(workspace.store_file(), {"officer", "attt"})));
        entries.emplace(must(store::Register::open(workspace.store_file(), {"officer", "attt"})));
        model::Agency agency;
        agency.id = "so-y-te";
        agency.name = "Sở Y tế";
        inventory.agencies = {agency};
    }
    ~DocumentSetTest() override { fs::remove_all(directory); }

    template <class T>
    static T must(base::Result<T> result) {
        if (!result) throw std::runtime_error(base::debug_string(result.error()));
        if constexpr (!std::is_void_v<T>) return std::move(*result);
    }
    template <class T>
    static std::string message_of(const base::Result<T>& result) {
        return result ? "no error" : result.error().message;
    }
    static base::Date day(const char* iso) { return base::parse_date(iso).value(); }
    static base::Time at() { return *base::parse_rfc3339("2023-07-01T01:00:00Z"); }

    fs::path out() const { return directory / "out"; }
    void write(const std::vector<std::pair<std::string, std::string>>& files, const std::string& subject = "so-y-te",
               const std::string& only = "") {
        auto set = must(DocumentSet::begin(workspace, out(), "report.agency", subject, day("2023-06-30"), only));
        for (const auto& [name, bytes] : files)
            must(set.add(name, bytes));
        must(set.finish(*store, at()));
    }
    std::vector<std::string> problems(const fs::path& path) {
        std::vector<std::string> found;
        for (const auto& each : must(verify_documents(path, &*entries)).problems)
            found.push_back(std::string(name_of(each.difference)) + " " + each.name);
        return found;
    }
    std::vector<std::string> problems() { return problems(out()); }
    void change_a_byte(const std::string& name) {
        std::string bytes = must(base::read_file(out() / name));
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        must(base::write_file(out() / name, bytes));
    }
    IssueRequest letter(const std::string& number, std::vector<fs::path> files) {
        return {number, day("2023-07-01"), "Báo cáo", {"so-y-te", "UBND tỉnh"}, std::move(files), "", ""};
    }

    fs::path directory;
    Workspace workspace;
    std::optional<store::Store> store;
    std::optional<store::Register> entries;
    model::Inventory inventory;
};

TEST_F(DocumentSetTest, what_was_written_verifies) {
    write({{"a.html", "<p>một</p>"}, {"con/b.pdf", "%PDF"}});
    EXPECT_THAT(problems(), IsEmpty());
    const auto sets = must(read_manifest(out() / "manifest.json"));
    ASSERT_EQ(sets.size(), 1U);
    EXPECT_EQ(sets[0].files.size(), 2U);
    EXPECT_TRUE(must(store->check(sets[0].seal.hash)).head_found);
    EXPECT_EQ(must(verify_documents(out(), nullptr)).files, 2U);
}

TEST_F(DocumentSetTest, names_what_changed_is_missing_or_extra) {
    write({{"a.html", "<p>một</p>"}, {"b.html", "<p>hai</p>"}, {"c.html", "<p>ba</p>"}});
    change_a_byte("b.html");
    fs::remove(out() / "c.html");
    must(base::write_file(out() / "la.txt", "lạ"));
    fs::create_symlink("a.html", out() / "lien-ket.html");
    EXPECT_THAT(problems(), ElementsAre("changed b.html", "missing c.html", "extra la.txt", "extra lien-ket.html"));
    fs::remove(out() / "a.html");
    fs::create_symlink("b.html", out() / "a.html");
    EXPECT_THAT(problems(), testing::Contains("changed a.html"));
}

TEST_F(DocumentSetTest, a_manifest_changed_with_its_file_is_found_in_the_chain) {
    write({{"a.html", "<p>một</p>"}});
    must(base::write_file(out() / "a.html", "<p>hai</p>"));
    // somebody who knows how: the manifest is made to fit
    Workspace elsewhere;
    elsewhere.directory = directory / "elsewhere";
    must(base::make_directory(elsewhere.directory));
    auto other = must(store::Store::create(elsewhere.store_file(), {"x", "x"}));
    auto set = must(DocumentSet::begin(elsewhere, directory / "forged", "report.agency", "so-y-te", day("2023-06-30")));
    must(set.add("a.html", "<p>hai</p>"));
    must(set.finish(other, at()));
    fs::copy_file(directory / "forged" / "manifest.json", out() / "manifest.json",
                  fs::copy_options::overwrite_existing);
    EXPECT_THAT(must(verify_documents(out(), nullptr)).problems, IsEmpty());
    EXPECT_THAT(problems(), ElementsAre("unsealed report.agency so-y-te"));
}

TEST_F(DocumentSetTest, several_sets_share_a_directory_and_the_later_holds) {
    write({{"so-y-te.html", "cũ"}, {"so-y-te.pdf", "cũ"}});
    write({{"so-tai-chinh.html", "một"}}, "so-tai-chinh");
    write({{"so-y-te.html", "mới"}});
    EXPECT_THAT(problems(), IsEmpty());
    EXPECT_EQ(must(read_manifest(out() / "manifest.json")).size(), 3U);  // the pdf still stands in the first
    write({{"so-y-te.html", "mới"}, {"so-y-te.pdf", "mới"}});
    EXPECT_EQ(must(read_manifest(out() / "manifest.json")).size(), 2U);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(DocumentSetTest, a_file_among_others_has_a_manifest_of_its_own) {
    must(base::make_directory(out()));
    must(base::write_file(out() / "cua-toi.txt", "không phải của attt"));
    write({{"a.html", "một"}}, "so-y-te", "a.html");
    EXPECT_THAT(problems(out() / "a.html.manifest.json"), IsEmpty());
    change_a_byte("a.html");
    EXPECT_THAT(problems(out() / "a.html.manifest.json"), ElementsAre("changed a.html"));
    EXPECT_EQ(message_of(verify_documents(out(), nullptr)), "manifest.not_found");
}

TEST_F(DocumentSetTest, names_stay_inside_and_bad_manifests_are_refused) {
    auto set = must(DocumentSet::begin(workspace, out(), "report.agency", "", day("2023-06-30")));
    for (const char* name : {"../a.html", "/tmp/a.html", "con/../../a.html", "", "con/", "manifest.json"})
        EXPECT_EQ(message_of(set.add(name, "x")), "report.bad_name") << name;
    for (const char* bytes :
         {"", "{", "[]", R"({"schema":"attt.manifest/2","sets":[]})", R"({"schema":"attt.manifest/1","sets":[{}]})",
          R"({"schema":"attt.manifest/1","sets":[{"as_of":"2023-06-30","written_at":"2023-06-30T00:00:00Z","files":[
              {"name":"../x","size":1,"sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}]}]})"}) {
        must(base::write_file(out() / "manifest.json", bytes));
        EXPECT_EQ(message_of(verify_documents(out(), nullptr)), "manifest.damaged") << bytes;
        EXPECT_EQ(message_of(DocumentSet::begin(workspace, out(), "report.agency", "", day("2023-06-30"))),
                  "manifest.damaged");
    }
}

TEST_F(DocumentSetTest, several_threads_may_write_one_set) {
    auto set = must(DocumentSet::begin(workspace, out(), "report.all", "", day("2023-06-30")));
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&set, thread] {
            for (int i = 0; i < 20; ++i)
                must(set.add("f" + std::to_string(thread) + "-" + std::to_string(i), std::to_string(i)));
        });
    }
    threads.clear();
    must(set.finish(*store, at()));
    EXPECT_EQ(must(verify_documents(out(), &*entries)).files, 80U);
    EXPECT_THAT(problems(), IsEmpty());
}

TEST_F(DocumentSetTest, what_was_sent_is_never_written_over) {
    write({{"a.html", "bản một"}});
    must(issue_documents(*entries, letter("12/BC-STTTT", {out()}), inventory, at()));
    auto set = must(DocumentSet::begin(workspace, out(), "report.agency", "so-y-te", day("2023-06-30")));
    EXPECT_EQ(message_of(set.add("a.html", "bản hai")), "report.sent_already");
    must(set.add("a.html", "bản một"));  // the same bytes change nothing
    must(set.add("b.html", "bản hai"));
    EXPECT_EQ(must(base::read_file(out() / "a.html")), "bản một");
}

TEST_F(DocumentSetTest, a_document_is_entered_as_it_was_written_or_with_a_reason) {
    write({{"a.html", "bản một"}, {"b.html", "bản hai"}});
    const model::Issued issued = must(issue_documents(*entries, letter("1/BC", {out()}), inventory, at()));
    EXPECT_EQ(issued.kind, "report.agency");
    EXPECT_EQ(issued.subject, "so-y-te");
    EXPECT_EQ(issued.files.size(), 2U);
    EXPECT_EQ(issued.changed, "");
    change_a_byte("a.html");
    EXPECT_EQ(message_of(issue_documents(*entries, letter("2/BC", {out() / "a.html"}), inventory, at())),
              "register.changed");
    IssueRequest signed_letter = letter("2/BC", {out() / "a.html"});
    signed_letter.changed = "đã ký số";
    EXPECT_EQ(must(issue_documents(*entries, signed_letter, inventory, at())).changed, "đã ký số");
    must(base::write_file(directory / "khac.pdf", "x"));
    EXPECT_EQ(message_of(issue_documents(*entries, letter("3/BC", {directory / "khac.pdf"}), inventory, at())),
              "register.unknown_file");
    EXPECT_EQ(message_of(issue_documents(*entries, letter("3/BC", {directory}), inventory, at())),
              "manifest.not_found");
}

TEST_F(DocumentSetTest, what_cannot_be_in_the_register_is_said) {
    write({{"a.html", "bản một"}});
    const auto refused = [&](auto change) {
        IssueRequest request = letter("1/BC", {out()});
        change(request);
        return message_of(issue_documents(*entries, request, inventory, at()));
    };
    EXPECT_EQ(refused([](IssueRequest& r) { r.number = " "; }), "register.bad_number");
    EXPECT_EQ(refused([](IssueRequest& r) { r.number = "1\n2"; }), "register.bad_number");
    EXPECT_EQ(refused([](IssueRequest& r) { r.recipients.clear(); }), "register.no_recipient");
    EXPECT_EQ(refused([](IssueRequest& r) { r.recipients = {"so-yte"}; }), "agency.not_found");
    EXPECT_EQ(refused([](IssueRequest& r) { r.date = *base::parse_date("2023-07-02"); }), "register.future");
    EXPECT_EQ(refused([](IssueRequest& r) { r.supersedes = "9/BC"; }), "register.not_found_near");
    EXPECT_EQ(refused([&](IssueRequest& r) { r.files = {out() / "a.html", out() / "a.html"}; }), "register.same_name");
    EXPECT_EQ(refused([](IssueRequest&) {}), "no error");
    EXPECT_EQ(refused([](IssueRequest&) {}), "register.number_taken");
}

TEST_F(DocumentSetTest, deliveries_follow_one_another) {
    write({{"a.html", "bản một"}});
    must(issue_documents(*entries, letter("1/BC", {out()}), inventory, at()));
    using enum model::DeliveryKind;
    const auto record = [&](model::DeliveryKind kind, std::vector<std::string> to, const char* on) {
        return message_of(record_delivery(*entries, {"1/BC", kind, std::move(to), day(on), "7/SYT", ""},
                                          at() + std::chrono::days(9)));
    };
    EXPECT_EQ(record(received, {"so-y-te"}, "2023-07-02"), "register.not_sent");
    EXPECT_EQ(record(sent, {}, "2023-06-30"), "register.before_document");
    EXPECT_EQ(record(sent, {}, "2023-07-03"), "no error");  // to both
    EXPECT_EQ(record(received, {}, "2023-07-04"), "register.which_recipient");
    EXPECT_EQ(record(received, {"Sở Y tế"}, "2023-07-04"), "register.no_such_recipient");
    EXPECT_EQ(record(received, {"so-y-te"}, "2023-07-02"), "register.before_sent");
    EXPECT_EQ(record(received, {"so-y-te"}, "2023-07-04"), "no error");
    EXPECT_EQ(record(replied, {"so-y-te"}, "2023-07-20"), "register.future");
    EXPECT_EQ(record(replied, {"so-y-te"}, "2023-07-05"), "no error");
    EXPECT_EQ(must(list_issued(*entries, {"", 0, "open"})).size(), 1U);
    EXPECT_EQ(record(replied, {"UBND tỉnh"}, "2023-07-05"), "no error");
    EXPECT_EQ(must(list_issued(*entries, {"", 0, "open"})).size(), 0U);
    EXPECT_EQ(must(list_issued(*entries, {"so-y-te", 2023, "replied"})).size(), 1U);
    EXPECT_EQ(must(list_issued(*entries, {"so-y-te", 2022, ""})).size(), 0U);
}

TEST_F(DocumentSetTest, a_later_document_takes_the_place_of_an_earlier_one) {
    write({{"a.html", "bản một"}});
    must(issue_documents(*entries, letter("1/BC", {out()}), inventory, at()));
    fs::remove_all(out());
    write({{"a.html", "bản hai"}});
    IssueRequest second = letter("2/BC", {out()});
    second.supersedes = "1/BC";
    must(issue_documents(*entries, second, inventory, at()));
    const model::Issued old = must(find_issued(*entries, "1/BC"));
    EXPECT_EQ(old.superseded_by, "2/BC/2023");
    // the frozen bytes come back, and nothing is written over
    must(take_out(*entries, old, directory / "lai"));
    EXPECT_EQ(must(base::read_file(directory / "lai" / "a.html")), "bản một");
    must(take_out(*entries, old, directory / "lai"));
    EXPECT_EQ(message_of(take_out(*entries, must(find_issued(*entries, "2/BC/2023")), directory / "lai")),
              "register.in_the_way");
    EXPECT_THAT(must(store->check("")).problems, IsEmpty());
}

TEST_F(DocumentSetTest, the_sheet_has_a_row_for_each_recipient) {
    write({{"a.html", "bản một"}});
    must(issue_documents(*entries, letter("1/BC", {out()}), inventory, at()));
    const auto texts = must(base::Catalogue::load(ATTT_SOURCE_DIR "/cli/messages", base::Language::vi));
    const Sheet sheet = register_sheet(must(list_issued(*entries, {})), inventory, texts);
    ASSERT_EQ(sheet.rows.size(), 2U);
    EXPECT_EQ(sheet.rows[0].size(), sheet.columns.size());
    EXPECT_EQ(sheet.rows[0][3], "Sở Y tế");
    EXPECT_EQ(sheet.rows[1][3], "UBND tỉnh");
}

}  // namespace
}  // namespace attt::app
