#include "app/config.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/files.h"

namespace attt::app {
namespace {

base::Date day(const char* text) {
    return base::parse_date(text).value();
}

class ConfigFile : public testing::Test {
  protected:
    void SetUp() override {
        std::string name = testing::TempDir() + "attt-config-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        directory_ = name;
    }
    void TearDown() override { std::filesystem::remove_all(directory_); }

    LoadedConfig load(const std::string& text) {
        const std::string file = directory_ + "/attt.toml";
        EXPECT_TRUE(base::write_file(file, text));
        return load_config(file, directory_);
    }
    // "message:line" of each defect
    std::vector<std::string> defects(const std::string& text) {
        std::vector<std::string> out;
        for (const base::Error& defect : load(text).defects)
            out.push_back(defect.message + ":" + std::to_string(defect.place.line));
        return out;
    }
    std::string directory_;
};

TEST_F(ConfigFile, the_file_that_init_writes_is_sound_and_allows_nothing) {
    const auto text = base::read_file(ATTT_SOURCE_DIR "/app/workspace_files/attt.toml");
    ASSERT_TRUE(text);
    const LoadedConfig loaded = load(*text);
    EXPECT_TRUE(loaded.defects.empty());
    EXPECT_EQ(scope_on(loaded.config.authorisations, day("2026-11-23")).error().message, "scope.none");
}

TEST_F(ConfigFile, reads_everything) {
    const LoadedConfig loaded = load(R"(
[workspace]
province = "Đồng Tháp"
[[office]]
name = "Sở TTTT"
until = "28/02/2025"
[[office]]
name = "Sở KHCN"
from = 2025-03-01
[[authorisation]]
number = "01/QĐ"
date = 2026-01-05
until = 2026-12-31
names = ["*.dongthap.example"]
networks = ["127.0.0.0/8", "::1/128"]
network_cap = 8
[scan]
per_address = 2
connect_timeout = "500ms"
[trust]
ca = ["ca.pem", "/etc/ca.pem"]
[[host]]
name = "A.dongthap.example"
addresses = ["127.0.0.2", "::1"]
ports = { "443" = 20443 }
)");
    ASSERT_TRUE(loaded.defects.empty()) << base::debug_string(loaded.defects.front());
    const Config& config = loaded.config;
    EXPECT_EQ(config.office_on(day("2025-02-28"))->name, "Sở TTTT");
    EXPECT_EQ(config.office_on(day("2025-03-01"))->name, "Sở KHCN");
    EXPECT_EQ(config.limits.per_address, 2);
    EXPECT_EQ(config.limits.connect_timeout, std::chrono::milliseconds(500));
    EXPECT_EQ(config.trust_anchors, (std::vector<std::string>{directory_ + "/ca.pem", "/etc/ca.pem"}));
    ASSERT_EQ(config.resolver.host_map.size(), 1U);
    EXPECT_EQ(config.resolver.host_map[0].name, "a.dongthap.example");
    EXPECT_EQ(config.resolver.host_map[0].ports.at(443), 20443);
    const auto scope = scope_on(config.authorisations, day("2026-12-31"));
    ASSERT_TRUE(scope);
    EXPECT_TRUE(scope->covers_name("x.dongthap.example"));
    EXPECT_FALSE(scope->covers_name("dongthap.example.com"));
    EXPECT_EQ(scope->network_cap(*net::Address::parse("127.0.0.9")), 8);
}

TEST_F(ConfigFile, an_authorisation_counts_from_its_date_to_its_last_day) {
    const LoadedConfig loaded = load(
        "[[authorisation]]\nnumber = \"1\"\ndate = 2026-01-05\nuntil = 2026-12-31\nnames = [\"*\"]\nnetworks = "
        "[\"127.0.0.0/8\"]\n");
    ASSERT_TRUE(loaded.defects.empty());
    EXPECT_EQ(scope_on(loaded.config.authorisations, day("2026-01-04")).error().message, "scope.not_begun");
    EXPECT_TRUE(scope_on(loaded.config.authorisations, day("2026-01-05")));
    EXPECT_TRUE(scope_on(loaded.config.authorisations, day("2026-12-31")));
    EXPECT_EQ(scope_on(loaded.config.authorisations, day("2027-01-01")).error().message, "scope.ended");
}

TEST_F(ConfigFile, says_when_to_scan_who_is_told_and_what_is_unusual) {
    const LoadedConfig loaded = load(R"(
[[scan_hours]]
days = ["T2", "cn"]
from = "19:00"
until = "05:30"
[[notify]]
name = "Đơn vị giám sát"
contact = "truc@giam-sat.example"
ahead = "24h"
[quarantine]
points = 15
tasks = 5
)");
    ASSERT_TRUE(loaded.defects.empty()) << base::debug_string(loaded.defects.front());
    const Config& config = loaded.config;
    // 2026-11-23 is a Monday
    const auto monday_night = config.hours.open_until(*base::parse_rfc3339("2026-11-23T22:00:00+07:00"));
    ASSERT_TRUE(monday_night);
    EXPECT_EQ(base::to_rfc3339(*monday_night), "2026-11-23T22:30:00Z");
    EXPECT_FALSE(config.hours.open_until(*base::parse_rfc3339("2026-11-24T22:00:00+07:00")));
    ASSERT_EQ(config.notified.size(), 1U);
    EXPECT_EQ(config.notified[0].ahead, std::chrono::hours(24));
    EXPECT_EQ(config.quarantine.points, 15);
    EXPECT_EQ(config.quarantine.tasks, 5);
}

TEST_F(ConfigFile, says_how_long_personal_data_are_kept) {
    const LoadedConfig loaded = load("[retention]\nimported_rows = 1\nformer_officers = 6\n");
    ASSERT_TRUE(loaded.defects.empty());
    const auto cutoffs = cutoffs_on(loaded.config.retention, day("2026-08-31"));
    EXPECT_EQ(base::to_rfc3339(cutoffs.imported_rows), "2026-07-30T17:00:00Z");
    EXPECT_EQ(base::to_iso_date(cutoffs.former_officers), "2026-02-28");
    EXPECT_EQ(base::to_rfc3339(cutoffs.retired_computers), "2023-08-30T17:00:00Z");
    EXPECT_EQ(defects("[retention]\nimported_rows = 0\n"), std::vector<std::string>{"config.out_of_range:2"});
    EXPECT_EQ(defects("[retention]\nimported_row = 24\n"), std::vector<std::string>{"toml.unknown_key_near:2"});
}

// A scan that began on the last day does not go on into the next.
TEST_F(ConfigFile, an_authorisation_ends_a_scan_that_outlasts_it) {
    const LoadedConfig loaded = load(
        "[[authorisation]]\nnumber = \"1\"\ndate = 2026-01-05\nuntil = 2026-12-31\nnames = [\"*\"]\nnetworks = "
        "[\"127.0.0.0/8\"]\n[[authorisation]]\nnumber = \"2\"\ndate = 2026-01-05\nuntil = 2026-06-30\nnames = "
        "[\"*\"]\nnetworks = [\"10.0.0.0/8\"]\n");
    const auto& all = loaded.config.authorisations;
    EXPECT_EQ(base::to_rfc3339(authorised_until(all, day("2026-06-30"))), "2026-06-30T17:00:00Z");
    EXPECT_EQ(base::to_rfc3339(authorised_until(all, day("2026-07-01"))), "2026-12-31T17:00:00Z");
}

TEST_F(ConfigFile, names_each_defect_with_its_line) {
    EXPECT_EQ(defects("[workspase]\nprovince = \"x\"\n"), std::vector<std::string>{"toml.unknown_key_near:1"});
    EXPECT_EQ(defects("[scan]\nper_adress = 2\n"), std::vector<std::string>{"toml.unknown_key_near:2"});
    EXPECT_EQ(defects("[scan]\nper_address = 0\n"), std::vector<std::string>{"config.out_of_range:2"});
    EXPECT_EQ(defects("[scan]\nconnect_timeout = 5\n"), std::vector<std::string>{"toml.wrong_type:2"});
    EXPECT_EQ(defects("[[authorisation]]\nnumber = \"1\"\ndate = 2026-02-05\nuntil = 2026-01-01\nnames = "
                      "[\"*\"]\nnetworks = [\"10.0.0.0/33\"]\n"),
              (std::vector<std::string>{"config.ends_before_it_begins:4", "scope.network_syntax:6"}));
    EXPECT_EQ(defects("[[host]]\nname = \"a\"\naddresses = [\"x\"]\nports = { \"443\" = 99999 }\n"),
              (std::vector<std::string>{"config.address:3", "config.port:4"}));
    EXPECT_EQ(defects("a = \n"), std::vector<std::string>{"toml.syntax:1"});
    EXPECT_EQ(defects("[[scan_hours]]\nfrom = \"7h\"\nuntil = \"24:00\"\ndays = [\"T2\", \"T8\"]\n"),
              (std::vector<std::string>{"config.time_of_day:2", "config.time_of_day:3", "config.day:4"}));
    EXPECT_EQ(defects("[[notify]]\ncontact = \"a\"\n"), std::vector<std::string>{"toml.missing_key:1"});
    EXPECT_EQ(defects("[quarantine]\npoints = 0\n"), std::vector<std::string>{"config.out_of_range:2"});
}

}  // namespace
}  // namespace attt::app
