// Whose a result of another tool is: hosts, URLs and addresses against the inventory. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/external.h"
#include "model/inventory.h"
#include "model/observation.h"
#include "model/scan.h"

namespace attt::app {

// What the inventory is called on the network.
class NetworkNames {
  public:
    // `observations`: the newest of our own, for the addresses that names had; `host_map`: those that the office set.
    NetworkNames(const model::Inventory& inventory, const std::vector<model::Observation>& observations,
                 const std::vector<model::HostMapEntry>& host_map);

    // A host's results by subject: a site by its host name, else by its address where it is alone there; a computer by
    // name, address or MAC. Where several sites share a host name, each result goes to the one whose URL it lies
    // below. What fits none or more than one is one look without a subject. A host without a result is a look too.
    std::vector<model::ExternalLook> split(const model::ExternalHost& host) const;

  private:
    struct Site {
        model::SubjectRef subject;
        std::string url;
        std::uint16_t port = 0;
        std::string path;
    };
    using Subjects = std::vector<model::SubjectRef>;

    std::vector<const Site*> sites_of(const model::ExternalHost& host) const;
    Subjects computers_of(const model::ExternalHost& host) const;
    static const Site& nearest(const std::vector<const Site*>& sites, const model::ExternalResult& result);

    std::vector<Site> sites_;
    std::map<std::string, std::vector<std::size_t>> by_name_;
    std::map<std::string, std::vector<std::size_t>> by_address_;
    std::map<std::string, Subjects> computers_;
    std::map<std::string, Subjects> ids_;
};

}  // namespace attt::app
