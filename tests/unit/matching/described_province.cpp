#include "tests/unit/matching/described_province.h"

#include <fmt/format.h>

#include <array>
#include <random>

namespace attt::inventory::matching::testing {
namespace {

constexpr std::size_t agencies = 35;
// told
constexpr double on_console = 0.83, serial_blank = 0.35, serial_placeholder = 0.22;
// open, and set by the joins
constexpr double common_name = 0.24, renamed = 0.105, serial_at_console = 0.55;
constexpr double mac_in_inventory = 0.65, mac_at_console = 0.7, laptop = 0.3, docked = 0.3;
constexpr double ip_in_inventory = 0.5, ip_unchanged = 0.6, group_known = 0.88;
constexpr double reinstalled = 0.05, unlisted = 0.05, cloned = 0.03, antivirus = 0.993;

struct Machine {
    std::size_t agency = 0;
    std::string name, serial, uuid, mac, ip;
    bool is_laptop = false;
    bool has_antivirus = true;
};

class Describer {
  public:
    Describer(std::uint64_t seed, std::size_t computers) : random_(seed), computers_(computers) {}

    Province make() {
        for (std::size_t a = 0; a < agencies; ++a) {
            out_.agencies.emplace_back();
            out_.agencies.back().id = fmt::format("ag{:02}", a);
            out_.agencies.back().name = fmt::format("Cơ quan {}", a);
        }
        for (std::size_t d = 0; d < 60; ++d)
            docks_.push_back(fresh_mac());
        source_ = {"KSC", "console", base::Time(std::chrono::days(20'000)), false, {}};
        for (std::size_t number = 0; number < computers_; ++number)
            add(number);
        for (std::size_t i = 0; i < static_cast<std::size_t>(unlisted * static_cast<double>(computers_)); ++i) {
            const Machine stranger = fresh_machine(computers_ + i);
            add_record(stranger, stranger.name, below(10));
        }
        out_.sources.push_back(std::move(source_));
        return std::move(out_);
    }

  private:
    bool chance(double share) { return std::uniform_real_distribution<>(0, 1)(random_) < share; }
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
    std::string text_of(std::string_view alphabet, std::size_t length) {
        std::string text;
        for (std::size_t i = 0; i < length; ++i)
            text += alphabet[below(alphabet.size())];
        return text;
    }
    std::string fresh_mac() {
        static constexpr std::array<std::string_view, 4> makers = {"00:1e:67", "18:66:da", "3c:52:82", "a4:bb:6d"};
        static constexpr std::string_view hex = "0123456789abcdef";
        return fmt::format("{}:{}:{}:{}", makers[below(makers.size())], text_of(hex, 2), text_of(hex, 2),
                           text_of(hex, 2));
    }
    std::string a_common_name() {
        static constexpr std::array<std::string_view, 5> stems = {"PC", "MAY", "DESKTOP", "USER-PC", "MAYTINH"};
        return fmt::format("{}-{:02}", stems[below(stems.size())], 1 + below(40));
    }
    std::string fresh_name(std::size_t agency, std::size_t number) {
        if (chance(common_name)) return a_common_name();
        if (chance(0.2)) return "DESKTOP-" + text_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 7);
        return fmt::format("AG{:02}-PC{:04}", agency, number);
    }
    std::string fresh_ip(std::size_t agency) { return fmt::format("10.{}.{}.{}", agency, below(4), 2 + below(248)); }

    Machine fresh_machine(std::size_t number) {
        static constexpr std::array<std::string_view, 6> placeholders = {
            "To Be Filled By O.E.M.", "Default string", "System Serial Number", "None", "0", "N/A"};
        Machine m;
        m.agency = below(agencies);
        m.name = fresh_name(m.agency, number);
        m.serial = chance(serial_placeholder) ? std::string(placeholders[below(placeholders.size())])
                                              : text_of("BCDFGHJKLMNPQRSTVWXZ0123456789", 8);
        m.uuid = chance(cloned) ? "4c4c4544-0042-3510-8054-b4c04f564433"
                                : fmt::format("{}-4a10-8054-{}", text_of("0123456789abcdef", 8) + "-0042",
                                              text_of("0123456789abcdef", 12));
        m.mac = fresh_mac();
        m.ip = fresh_ip(m.agency);
        m.is_laptop = chance(laptop);
        m.has_antivirus = chance(antivirus);
        return m;
    }

    void add(std::size_t number) {
        const Machine machine = fresh_machine(number);
        model::Computer row;
        row.id = fmt::format("M{:05}", number);
        row.agency = out_.agencies[machine.agency].id;
        row.name = machine.name;
        if (!chance(serial_blank)) row.serial = machine.serial;
        row.uuid = machine.uuid;
        if (chance(mac_in_inventory)) row.macs.push_back(machine.mac);
        if (chance(ip_in_inventory)) row.ip = machine.ip;
        out_.computers.push_back(std::move(row));
        if (!chance(on_console)) return;
        const std::string name = chance(renamed) ? fresh_name(machine.agency, number + 2 * computers_) : machine.name;
        out_.truth[{0, add_record(machine, name, below(10))}] = out_.computers.back().id;
        if (machine.has_antivirus) ++out_.protected_computers;
        if (chance(reinstalled)) out_.truth[{0, add_record(machine, name, 60 + below(50))}] = out_.computers.back().id;
    }

    std::string add_record(const Machine& machine, const std::string& name, std::size_t days_ago) {
        model::ComputerRecord record;
        record.id = fmt::format("r{:06}", source_.records.size());
        record.name = name;
        record.last_seen = base::Time(std::chrono::days(20'000)) - std::chrono::hours(1 + 24 * days_ago);
        if (chance(serial_at_console)) record.serial = machine.serial;
        if (machine.is_laptop && chance(docked))
            record.macs.push_back(docks_[below(docks_.size())]);
        else if (chance(mac_at_console))
            record.macs.push_back(machine.mac);
        record.ips.push_back(chance(ip_unchanged) ? machine.ip : fresh_ip(machine.agency));
        if (chance(group_known)) record.agency = record.group = out_.agencies[machine.agency].id;
        record.antivirus.installed = machine.has_antivirus;
        record.antivirus.running = machine.has_antivirus;
        source_.records.push_back(record);
        return record.id;
    }

    std::mt19937_64 random_;
    std::size_t computers_;
    Province out_;
    model::ComputerSource source_;
    std::vector<std::string> docks_;
};

}  // namespace

Province make_described_province(std::uint64_t seed, std::size_t computers) {
    return Describer(seed, computers).make();
}

}  // namespace attt::inventory::matching::testing
