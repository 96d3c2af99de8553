#include "tests/unit/matching/province.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

namespace attt::inventory::matching::testing {
namespace {

using model::Computer;
using model::ComputerRecord;

// A computer as it really is.
struct Machine {
    std::size_t agency = 0;
    std::string listed_name;  // when the inventory was written
    std::string name;         // now
    std::string serial;       // as its firmware says it: may be a placeholder
    std::string uuid;
    std::string ethernet, wireless;
    std::string ip;
    bool laptop = false;
    bool has_antivirus = true;
};

class Generator {
  public:
    explicit Generator(const ProvinceSettings& settings) : settings_(settings), random_(settings.seed) {}

    Province make() {
        for (std::size_t a = 0; a < settings_.agencies; ++a)
            out_.agencies.push_back({fmt::format("cq{:02}", a),
                                     fmt::format("Cơ quan {}", a),
                                     "province",
                                     "department",
                                     a > 20 ? fmt::format("cq{:02}", a % 5) : std::string(),
                                     {},
                                     {},
                                     {},
                                     0});
        for (std::size_t m = 0; m < settings_.computers; ++m)
            machines_.push_back(make_machine(m));
        for (std::size_t d = 0; d < 1 + settings_.computers / 80; ++d)
            docks_.push_back(fresh_mac());
        clone_some();
        list_them();
        for (std::size_t s = 0; s < settings_.sources; ++s)
            make_source(s);
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
    template <class List>
    auto one_of(const List& list) {
        return list[below(std::size(list))];
    }

    std::string fresh_name(std::size_t agency, std::size_t number) {
        const double kind = std::uniform_real_distribution<>(0, 1)(random_);
        if (kind < 0.58) return fmt::format("CQ{:02}-PC{:03}", agency, number_in(agency));
        if (kind < 0.70) return fmt::format("{}-{:02}", one_of(generic_), 1 + below(25));
        if (kind < 0.85) return "DESKTOP-" + text_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 7);
        if (kind < 0.93) return fmt::format("CQ{:02}-VANPHONG-T{}", agency, number);
        return fmt::format("{}{:02}-{}", one_of(rooms_), agency, number % 90);
    }
    std::size_t number_in(std::size_t agency) { return ++numbers_[agency]; }

    std::string fresh_serial() {
        if (chance(settings_.serial_placeholder)) return std::string(one_of(placeholders_));
        return chance(0.5) ? text_of("BCDFGHJKLMNPQRSTVWXZ0123456789", 7) : "PF" + text_of("0123456789ABCDEF", 8);
    }
    std::string fresh_mac(bool local = false) {
        static constexpr std::array<std::string_view, 4> makers = {"a4:bb:6d", "00:1e:67", "f4:39:09", "d8:bb:c1"};
        return fmt::format("{}:{}:{}:{}", local ? std::string_view("02:11:22") : one_of(makers),
                           text_of("0123456789abcdef", 2), text_of("0123456789abcdef", 2),
                           text_of("0123456789abcdef", 2));
    }
    std::string fresh_uuid() {
        const std::string hex = "0123456789abcdef";
        return fmt::format("{}-{}-4{}-8{}-{}", text_of(hex, 8), text_of(hex, 4), text_of(hex, 3), text_of(hex, 3),
                           text_of(hex, 12));
    }
    std::string fresh_ip(std::size_t agency) {
        // a third of the agencies use the network that every router comes with
        if (agency % 3 == 0) return fmt::format("192.168.1.{}", 2 + below(250));
        return fmt::format("10.{}.{}.{}", agency, below(4), 2 + below(250));
    }

    Machine make_machine(std::size_t number) {
        Machine m;
        m.agency = std::min(below(settings_.agencies), below(settings_.agencies));
        m.listed_name = m.name = fresh_name(m.agency, number);
        m.serial = fresh_serial();
        m.uuid = fresh_uuid();
        m.ethernet = fresh_mac();
        m.laptop = chance(0.3);
        if (m.laptop) m.wireless = fresh_mac();
        m.ip = fresh_ip(m.agency);
        m.has_antivirus = chance(0.96);
        if (chance(settings_.renamed)) m.name = fresh_name(m.agency, number + settings_.computers);
        return m;
    }

    void clone_some() {
        const auto wanted = static_cast<std::size_t>(settings_.cloned * static_cast<double>(machines_.size()));
        for (std::size_t i = 0; i < wanted; ++i) {
            const Machine& model = machines_[below(20)];
            Machine& copy = machines_[below(machines_.size())];
            copy.serial = model.serial;
            copy.uuid = model.uuid;
        }
    }

    std::string dressed_name(const std::string& name) {
        if (name.size() > 15 && chance(0.6)) return name.substr(0, 15);
        if (chance(0.1)) return name + ".tinh.example";
        if (chance(0.2)) return lower(name);
        return name;
    }
    static std::string lower(std::string text) {
        for (char& c : text)
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        return text;
    }
    std::string dressed_mac(std::string mac) {
        if (chance(0.3)) std::replace(mac.begin(), mac.end(), ':', '-');
        return mac;
    }

    void list_them() {
        for (std::size_t m = 0; m < machines_.size(); ++m) {
            const Machine& machine = machines_[m];
            Computer row;
            row.id = fmt::format("MT-{:06}", m);
            row.agency = out_.agencies[machine.agency].id;
            row.name = chance(0.02) ? "" : dressed_name(machine.listed_name);
            if (!chance(settings_.serial_blank)) row.serial = machine.serial;
            if (!row.serial.empty() && chance(0.01)) row.serial[below(row.serial.size())] = 'Q';
            if (chance(0.3)) row.uuid = machine.uuid;
            const bool at_dock = machine.laptop && chance(0.05);
            if (!chance(settings_.mac_blank))
                row.macs.push_back(at_dock ? one_of(docks_) : dressed_mac(machine.ethernet));
            if (chance(0.5)) row.ip = machine.ip;
            out_.computers.push_back(std::move(row));
        }
    }

    ComputerRecord record_of(const Machine& machine, std::size_t source) {
        ComputerRecord r;
        r.id = fmt::format("s{}-{}", source, text_of("0123456789abcdef", 12));
        r.name = dressed_name(machine.name);
        r.last_seen = base::Time(std::chrono::days(20'000)) - std::chrono::hours(below(24 * 20));
        const bool agent = source > 0;
        if (chance(agent ? 0.95 : 0.7)) r.serial = machine.serial;
        if (agent) r.uuid = machine.uuid;
        if (chance(settings_.docked) && machine.laptop) {
            r.macs.push_back(one_of(docks_));
        } else if (chance(0.75)) {
            const bool wireless = machine.laptop && chance(0.4);
            r.macs.push_back(dressed_mac(wireless ? machine.wireless : machine.ethernet));
            if (agent && machine.laptop) r.macs.push_back(wireless ? machine.ethernet : machine.wireless);
        }
        r.ips.push_back(chance(0.6) ? machine.ip : fresh_ip(machine.agency));
        if (!chance(settings_.group_empty)) {
            const std::size_t agency = chance(settings_.moved) ? below(out_.agencies.size()) : machine.agency;
            r.agency = r.group = out_.agencies[agency].id;
        }
        r.antivirus.installed = machine.has_antivirus;
        r.antivirus.running = machine.has_antivirus && chance(0.95);
        return r;
    }

    void make_source(std::size_t number) {
        model::ComputerSource source{
            fmt::format("source{}", number), "console", base::Time(std::chrono::days(20'000)), false, {}};
        for (std::size_t m = 0; m < machines_.size(); ++m) {
            if (chance(settings_.on_console)) add_records(m, number, source);
        }
        const auto unlisted = static_cast<std::size_t>(settings_.unlisted * static_cast<double>(machines_.size()));
        for (std::size_t i = 0; i < unlisted; ++i)
            source.records.push_back(record_of(make_machine(settings_.computers * 3 + i), number));
        out_.sources.push_back(std::move(source));
    }

    void add_records(std::size_t m, std::size_t number, model::ComputerSource& source) {
        Machine machine = machines_[m];
        if (chance(settings_.replaced)) {
            // another computer under this one's name: the row of the inventory is of one that is gone
            Machine other = make_machine(m + settings_.computers * 2);
            other.agency = machine.agency;
            other.name = machine.listed_name;
            source.records.push_back(record_of(other, number));
            return;
        }
        ComputerRecord record = record_of(machine, number);
        out_.truth[{number, record.id}] = out_.computers[m].id;
        if (number == 0 && machine.has_antivirus) ++out_.protected_computers;
        if (chance(settings_.reinstalled)) {
            if (chance(0.3)) machine.name = fresh_name(machine.agency, m + settings_.computers);
            ComputerRecord older = record_of(machine, number);
            older.last_seen = *record.last_seen - std::chrono::days(20 + static_cast<int>(below(100)));
            out_.truth[{number, older.id}] = out_.computers[m].id;
            source.records.push_back(std::move(older));
        }
        source.records.push_back(std::move(record));
    }

    static constexpr std::array<std::string_view, 6> generic_ = {"PC", "MAY", "MAYTINH", "DESKTOP", "USER-PC", "WIN10"};
    static constexpr std::array<std::string_view, 5> rooms_ = {"KETOAN", "VANTHU", "TONGHOP", "LANHDAO", "MOTCUA"};
    static constexpr std::array<std::string_view, 6> placeholders_ = {
        "To be filled by O.E.M.", "Default string", "System Serial Number", "00000000", "INVALID", "Không có"};

    ProvinceSettings settings_;
    std::mt19937_64 random_;
    Province out_;
    std::vector<Machine> machines_;
    std::vector<std::string> docks_;
    std::map<std::size_t, std::size_t> numbers_;
};

}  // namespace

Province make_province(const ProvinceSettings& settings) {
    return Generator(settings).make();
}

Province shuffled(Province province, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::shuffle(province.computers.begin(), province.computers.end(), random);
    for (model::ComputerSource& source : province.sources)
        std::shuffle(source.records.begin(), source.records.end(), random);
    return province;
}

}  // namespace attt::inventory::matching::testing
