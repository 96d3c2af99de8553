#include "inventory/matching/clusters.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace attt::inventory::matching {
namespace {

// More records than this under one key are many computers sharing it, not one that was reinstalled often.
constexpr std::size_t most_alike = 4;

class Union {
  public:
    explicit Union(std::size_t size) : parent_(size) { std::iota(parent_.begin(), parent_.end(), 0U); }
    std::uint32_t root(std::uint32_t at) {
        while (parent_[at] != at) {
            parent_[at] = parent_[parent_[at]];
            at = parent_[at];
        }
        return at;
    }
    // The smaller place is the root, so that the order of joining does not show.
    void join(std::uint32_t a, std::uint32_t b) {
        a = root(a);
        b = root(b);
        parent_[std::max(a, b)] = std::min(a, b);
    }

  private:
    std::vector<std::uint32_t> parent_;
};

class Clustering {
  public:
    Clustering(const World& world, const Index& computers, std::uint32_t first, std::uint32_t last,
               const std::set<std::uint32_t>& alone)
        : world_(world), computers_(computers), first_(first), last_(last), alone_(alone), union_(last - first) {}

    std::vector<Bag> run() {
        std::vector<Bag> singles;
        for (std::uint32_t place = first_; place < last_; ++place)
            singles.push_back({place});
        const Index index(world_, singles);
        each_group(index.serial, world_.serials.size(), [&](Id serial, auto group) { join_by_serial(serial, group); });
        each_group(index.mac, world_.macs.size(), [&](Id, auto group) { join_by_mac(group); });
        each_group(index.host, world_.names.size(), [&](Id host, auto group) { join_by_name(host, group); });
        return bags();
    }

  private:
    const Entity& at(std::uint32_t place) const { return world_.entities[first_ + place]; }
    bool may_join(std::uint32_t place) const { return !alone_.contains(first_ + place); }

    template <class Visit>
    void each_group(const Buckets& buckets, std::size_t keys, Visit visit) {
        for (Id key = 1; key < keys; ++key) {
            const auto group = buckets.at(key);
            if (group.size() > 1 && group.size() <= most_alike) visit(key, group);
        }
    }

    template <class Group, class Fits>
    void join_where(const Group& group, Fits fits) {
        for (std::size_t i = 0; i < group.size(); ++i) {
            for (std::size_t j = i + 1; j < group.size(); ++j) {
                if (may_join(group[i]) && may_join(group[j]) && fits(at(group[i]), at(group[j])))
                    union_.join(group[i], group[j]);
            }
        }
    }

    bool same_name(const Entity& a, const Entity& b) const {
        return a.name != 0 && b.name != 0 && a.host == b.host &&
               same_host(world_.names.text(a.name), world_.names.text(b.name));
    }
    bool conflict(const Entity& a, const Entity& b) const {
        return serials_conflict(world_, a, b) || macs_conflict(world_, a, b);
    }

    static bool agencies_conflict(const Entity& a, const Entity& b) {
        return a.agency != 0 && b.agency != 0 && a.agency != b.agency;
    }

    template <class Group>
    void join_by_serial(Id serial, const Group& group) {
        const bool of_many = computers_.serial.count(serial) > 1;
        join_where(group, [&](const Entity& a, const Entity& b) {
            if (a.serial_quality != Quality::sound) return false;
            if (same_name(a, b)) return !macs_conflict(world_, a, b) || !of_many;
            return !of_many && !macs_conflict(world_, a, b) && !agencies_conflict(a, b);
        });
    }

    template <class Group>
    void join_by_mac(const Group& group) {
        join_where(group, [&](const Entity& a, const Entity& b) {
            return same_name(a, b) && !serials_conflict(world_, a, b);
        });
    }

    // By name alone only where the whole group is free of contradiction, and the inventory knows no more than one
    // computer that it could be.
    template <class Group>
    void join_by_name(Id host, const Group& group) {
        std::map<Id, std::vector<std::uint32_t>> by_agency;
        for (const std::uint32_t place : group)
            by_agency[at(place).agency].push_back(place);
        for (const auto& [agency, places] : by_agency) {
            if (agency == 0 && by_agency.size() > 1) continue;
            join_like_named(places, same_named_computers(host, agency));
        }
        if (by_agency.size() == 2 && by_agency.begin()->first == 0 && computers_.host.count(host) <= 1)
            join_like_named(group, computers_.host.count(host));
    }

    std::size_t same_named_computers(Id host, Id agency) const {
        if (agency == 0) return computers_.host.count(host);
        const auto computers = computers_.host.at(host);
        if (computers.size() > most_by_key) {
            std::size_t count = 0;
            computers_.each_named(host, agency, [&](std::uint32_t) { ++count; });
            return count;
        }
        return static_cast<std::size_t>(std::count_if(computers.begin(), computers.end(), [&](std::uint32_t place) {
            return world_.entities[place].agency == agency;
        }));
    }

    template <class Group>
    void join_like_named(const Group& group, std::size_t computers) {
        if (computers > 1) return;
        for (std::size_t i = 0; i < group.size(); ++i) {
            for (std::size_t j = i + 1; j < group.size(); ++j) {
                if (conflict(at(group[i]), at(group[j]))) return;
            }
        }
        join_where(group, [&](const Entity& a, const Entity& b) {
            // a name of this length may be the cut form of several
            const bool whole = world_.names.text(a.name).size() != netbios_length;
            return a.name != 0 && a.name == b.name && whole && a.name_quality == Quality::sound;
        });
    }

    std::vector<Bag> bags() {
        constexpr std::uint32_t none = 0xFFFFFFFFU;
        std::vector<std::uint32_t> number(last_ - first_, none);
        std::vector<Bag> joined;
        joined.reserve(number.size());
        // a root is the first of its members
        for (std::uint32_t place = 0; place < number.size(); ++place) {
            const std::uint32_t root = union_.root(place);
            if (number[root] == none) {
                number[root] = static_cast<std::uint32_t>(joined.size());
                joined.emplace_back();
            }
            joined[number[root]].push_back(first_ + place);
        }
        std::vector<Bag> out;
        out.reserve(joined.size());
        for (Bag& bag : joined) {
            if (consistent(bag)) {
                out.push_back(std::move(bag));
                continue;
            }
            for (const std::uint32_t place : bag)
                out.push_back({place});
        }
        return out;
    }

    // What was joined step by step may contradict itself as a whole.
    bool consistent(const Bag& bag) const {
        for (std::size_t i = 0; i < bag.size(); ++i) {
            for (std::size_t j = i + 1; j < bag.size(); ++j) {
                if (serials_conflict(world_, world_.entities[bag[i]], world_.entities[bag[j]])) return false;
            }
        }
        return true;
    }

    const World& world_;
    const Index& computers_;
    std::uint32_t first_, last_;
    const std::set<std::uint32_t>& alone_;
    Union union_;
};

}  // namespace

bool serials_conflict(const World& world, const Entity& a, const Entity& b) {
    if (a.serial == b.serial) return false;
    if (a.serial_quality != Quality::sound || b.serial_quality != Quality::sound) return false;
    return !nearly_equal_serials(world.serials.text(a.serial), world.serials.text(b.serial));
}

bool macs_conflict(const World& world, const Entity& a, const Entity& b) {
    const auto sound = [&](Id mac) { return world.mac_is_sound[mac]; };
    const auto ours = world.macs_of(a);
    const auto theirs = world.macs_of(b);
    if (std::none_of(ours.begin(), ours.end(), sound) || std::none_of(theirs.begin(), theirs.end(), sound))
        return false;
    return std::none_of(ours.begin(), ours.end(),
                        [&](Id mac) { return std::find(theirs.begin(), theirs.end(), mac) != theirs.end(); });
}

std::vector<Bag> cluster_records(const World& world, const Index& computers, std::uint32_t first, std::uint32_t last,
                                 const std::set<std::uint32_t>& alone) {
    return Clustering(world, computers, first, last, alone).run();
}

}  // namespace attt::inventory::matching
