// Archives and XML as the program writes them, read back by its own readers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/archive.h"
#include "base/archive_writer.h"
#include "base/xml.h"
#include "base/xml_stream.h"

namespace attt {
namespace {

TEST(ArchiveWriter, is_read_back_in_its_order_and_its_bytes) {
    const std::vector<base::ArchiveEntry> entries = {{"[Content_Types].xml", "<Types/>"},
                                                     {"word/media/chart1.png", std::string(1000, '\x7f'), false},
                                                     {"word/tên.xml", "nội dung"},
                                                     {"empty", ""}};
    const auto bytes = base::write_archive(entries);
    ASSERT_TRUE(bytes) << base::debug_string(bytes.error());
    const auto archive = base::Archive::open(*bytes, "x.zip", {});
    ASSERT_TRUE(archive);
    for (const base::ArchiveEntry& entry : entries)
        EXPECT_EQ(archive->read(entry.name, 1U << 20U).value_or("?"), entry.bytes) << entry.name;
    EXPECT_LT(bytes->find("[Content_Types].xml"), bytes->find("word/media"));
}

TEST(ArchiveWriter, gives_the_same_bytes_whatever_the_clock_and_the_zone) {
    const std::vector<base::ArchiveEntry> entries = {{"a", "một"}, {"b", "hai"}};
    const auto before = base::write_archive(entries);
    ASSERT_EQ(::setenv("TZ", "America/Los_Angeles", 1), 0);
    ::tzset();
    const auto after = base::write_archive(entries);
    ASSERT_EQ(::unsetenv("TZ"), 0);
    ::tzset();
    ASSERT_TRUE(before && after);
    EXPECT_EQ(*before, *after);
}

TEST(XmlStream, escapes_what_it_is_given) {
    base::XmlStream xml;
    xml.begin("w:p").attribute("w:val", "a\"b<c>&d").leaf("w:t", "x < y && \"z\"").empty("w:br", "n", 3).end();
    const std::string bytes = xml.bytes();
    EXPECT_THAT(bytes, testing::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>"));
    const auto read = base::parse_xml(bytes, "x.xml");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->attribute("val"), "a\"b<c>&d");
    EXPECT_EQ(read->text_of("t"), "x < y && \"z\"");
    EXPECT_EQ(read->child("br")->attribute("n"), "3");
}

}  // namespace
}  // namespace attt
