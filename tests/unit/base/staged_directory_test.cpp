#include "base/staged_directory.h"

#include <gtest/gtest.h>

#include "base/files.h"
#include "base/uuid.h"
#include "base/xml_writer.h"

namespace attt::base {
namespace {

namespace fs = std::filesystem;

class StagedDirectoryTest : public testing::Test {
  protected:
    StagedDirectoryTest() {
        std::string name = (fs::temp_directory_path() / "attt-staged-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
        directory = name;
    }
    ~StagedDirectoryTest() override { fs::remove_all(directory); }
    std::size_t entries() const {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
    }
    fs::path directory;
};

TEST_F(StagedDirectoryTest, is_there_whole_or_not_at_all) {
    const fs::path target = directory / "site";
    {
        auto staged = StagedDirectory::begin(target);
        ASSERT_TRUE(staged);
        ASSERT_TRUE(staged->write("a/b.html", "x"));
        EXPECT_FALSE(fs::exists(target));
    }
    EXPECT_EQ(entries(), 0U);  // given up: nothing is left
    auto staged = StagedDirectory::begin(target);
    ASSERT_TRUE(staged->write("a/b.html", "x"));
    ASSERT_TRUE(staged->commit());
    EXPECT_EQ(read_file(target / "a" / "b.html").value(), "x");
    EXPECT_EQ(entries(), 1U);
}

TEST_F(StagedDirectoryTest, takes_the_place_of_what_was_there) {
    const fs::path target = directory / "site";
    for (const char* content : {"one", "two"}) {
        auto staged = StagedDirectory::begin(target.string() + "/");
        ASSERT_TRUE(staged);
        ASSERT_TRUE(staged->write(std::string(content) + ".html", content));
        ASSERT_TRUE(staged->commit());
    }
    EXPECT_FALSE(fs::exists(target / "one.html"));
    EXPECT_EQ(read_file(target / "two.html").value(), "two");
    EXPECT_EQ(entries(), 1U);
}

TEST_F(StagedDirectoryTest, writes_a_name_once) {
    auto staged = StagedDirectory::begin(directory / "site");
    ASSERT_TRUE(staged->write("a.html", "x"));
    EXPECT_FALSE(staged->write("a.html", "y"));
}

TEST(Uuid, is_that_of_version_five) {
    // uuid.uuid5(uuid.UUID("0c5b1f62-6a3e-4d57-9b0e-2f6f4b0e9a11"), name)
    EXPECT_EQ(uuid_of("finding/F-0123456789ab"), "490d9dce-1ccf-55dd-b3ae-75c1c55f4c4a");
    EXPECT_EQ(uuid_of(""), "9b45e88b-9655-5d66-87b9-a1fa6d4e2482");
}

TEST(XmlWriter, escapes_and_reads_back) {
    XmlNode root = xml_element("a", {{"b", "\"<&>'\n"}});
    root.children.push_back(xml_element("c", "<x>]]>&amp;"));
    root.children.push_back(xml_element("d"));
    const auto read = parse_xml(write_xml(root), "x");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->attribute("b"), "\"<&>'\n");
    EXPECT_EQ(read->text_of("c"), "<x>]]>&amp;");
}

TEST(XmlWriter, writes_no_character_that_xml_forbids) {
    using namespace std::string_literals;
    const std::string written = write_xml(xml_element("a", "x\0y\x01\x1b\xEF\xBF\xBFz\xFF\t\n"s));
    EXPECT_NE(written.find("x\xEF\xBF\xBDy\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz\xEF\xBF\xBD"), std::string::npos)
        << written;
    EXPECT_TRUE(parse_xml(written, "x"));
}

}  // namespace
}  // namespace attt::base
