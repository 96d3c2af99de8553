// Inventory agents, scanners and their servers, each as records of computers. Product keys and names of users are read
// over, counted and kept nowhere.
#pragma once

#include <string>

#include "base/value.h"
#include "base/xml.h"
#include "inventory/consoles/source.h"

namespace attt::inventory {

// GLPI and FusionInventory (XML or JSON, by plain()) and OCS Inventory: one computer a file. `content`: the member
// "content" of the request, keys in lower case. Defect: agent.not_inventory (what).
ReadSource read_agent(const base::Value& request, const std::string& file, const SourceOptions& options);

// nmap -oX: the hosts that answered. A scan that did not end is partial, and so is every scan: what is silent may be
// there all the same.
ReadSource read_nmap(const base::XmlNode& root, const std::string& file, const SourceOptions& options);

// Microsoft Defender for Endpoint, /api/machines: merged and excluded ones are left out.
ReadSource read_defender(const base::Value& root, const std::string& file, const SourceOptions& options);

// osquery: an object (or several) of the rows of system_info, os_version, interface_details, interface_addresses and
// windows_security_products; the lines of its log of results; the hosts of Fleet.
ReadSource read_osquery(const base::Value& root, const std::string& file, const SourceOptions& options);

// Whether a host (or the first of several) is of osquery.
bool is_osquery(const base::Value& sample);

// Microsoft Intune, Graph deviceManagement/managedDevices: user names are read over.
ReadSource read_intune(const base::Value& root, const std::string& file, const SourceOptions& options);

// Wazuh: what the API (/agents, /syscollector) and the indexer (wazuh-states-inventory-*) give of agents.
ReadSource read_wazuh(const base::Value& root, const std::string& file, const SourceOptions& options);

// edXML AVReport (công văn 2290/BTTTT-CATTT): computers by name and address alone.
ReadSource read_avreport(const base::XmlNode& root, const std::string& file, const SourceOptions& options);

}  // namespace attt::inventory
