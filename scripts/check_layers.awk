# The table of the layers, and the check. Input: source files named by their path from the root.

BEGIN {
    # What each folder may include beside itself.
    may["base"] = ""
    may["model"] = "base"
    may["net"] = "base model"
    may["inventory"] = "base model net"
    may["scanner"] = "base model net"
    may["rules"] = "base model"
    may["remediation"] = "base model"
    may["reports"] = "base model"
    may["store"] = "base model net"
    may["app"] = "base model net inventory scanner rules remediation reports store"
    may["cli"] = "base model app"
    may["tests"] = "base model net inventory scanner rules remediation reports store app cli"

    # Third-party headers and sockets, by the beginning of their name, and the folders or files that may include them.
    home["sqlite3.h"] = "store"
    home["SQLiteCpp/"] = "store"
    home["curl/"] = "net"
    home["unbound.h"] = "net"
    home["openssl/"] = "net scanner base/hash.cpp base/uuid.cpp"
    home["toml++/"] = "base"
    home["nlohmann/"] = "base"
    home["unicode/"] = "base"
    home["pugixml.hpp"] = "base tests/unit/base/row_cells_test.cpp tests/fuzz/row_cells/row_cells_fuzz.cpp"
    home["zip.h"] = "base"
    home["gumbo.h"] = "scanner/html/document.cpp"
    home["xlsxwriter.h"] = "base"
    home["CLI/"] = "cli"
    home["kainjow/"] = "reports"
    home["gtest/"] = "tests"
    home["gmock/"] = "tests"
    home["sys/socket.h"] = "net"
    home["sys/epoll.h"] = "net"
    home["sys/select.h"] = "net"
    home["poll.h"] = "net"
    home["netdb.h"] = "net"

    # Part of every folder's language: they may stand in any header.
    everywhere = "^(fmt|tl)/"
    # The C++ library has no dot in its names; these are the system's.
    system_header = "^(sys|netinet|arpa|linux|net)/|^(dirent|errno|fcntl|glob|grp|ifaddrs|langinfo|locale|malloc|pthread|pwd|sched|semaphore|signal|spawn|stdlib|string|syslog|termios|time|unistd|utime)\\.h$"
}

function report(place, sentence) {
    print place ": " sentence
    found++
}

function folder_of(path) { return substr(path, 1, index(path, "/") - 1) }

function listed(word, list) { return index(" " list " ", " " word " ") > 0 }

function third_party_home(name, beginning) {
    for (beginning in home)
        if (substr(name, 1, length(beginning)) == beginning) return beginning
    return ""
}

function check_own(place, from, name, to) {
    to = folder_of(name)
    if (to == "" || !(to in may)) {
        # Tests may keep helpers beside them.
        if (from != "tests") report(place, "\"" name "\" is not written from the root (folder/file.h)")
        return
    }
    if (to != from && !listed(to, may[from]))
        report(place, from " may not include " to " (it may include: " (may[from] == "" ? "nothing" : may[from]) ")")
    if (to != "tests" && (getline ignored < name) < 0) report(place, "there is no such file: " name)
    close(name)
}

function check_foreign(place, from, name, beginning, homes) {
    if (name !~ /[.\/]/ || name ~ everywhere) return
    beginning = third_party_home(name)
    if (beginning == "") {
        if (name !~ system_header)
            report(place, name " has no home: give it one in scripts/check_layers.awk, or do without it")
        return
    }
    homes = home[beginning]
    if (from != "tests" && !listed(from, homes) && !listed(FILENAME, homes))
        report(place, beginning " belongs to " homes "; " from " may not include it")
    if (FILENAME ~ /\.h$/ && from != "tests" && beginning !~ /^(sys\/|poll|netdb)/) {
        foreign[++foreign_count] = name
        foreign_place[foreign_count] = place
        foreign_file[foreign_count] = FILENAME
    }
}

/^[ \t]*#[ \t]*include[ \t]*[<"]/ {
    line = $0
    sub(/^[ \t]*#[ \t]*include[ \t]*/, "", line)
    quote = substr(line, 1, 1)
    line = substr(line, 2)
    name = substr(line, 1, match(line, quote == "<" ? ">" : "\"") - 1)
    from = folder_of(FILENAME)
    place = FILENAME ":" FNR
    if (quote == "<") {
        check_foreign(place, from, name)
    } else {
        check_own(place, from, name)
        edges++
        edge_from[edges] = FILENAME
        edge_to[edges] = name
    }
}

# A header is seen outside its folder when a file of another folder includes it, or a header of its own folder that is seen.
END {
    for (i = 1; i <= edges; i++) {
        outside = folder_of(edge_from[i])
        if (outside != folder_of(edge_to[i]) && outside != "tests" && !(edge_to[i] in seen_by)) seen_by[edge_to[i]] = edge_from[i]
    }
    do {
        grew = 0
        for (i = 1; i <= edges; i++)
            if ((edge_from[i] in seen_by) && !(edge_to[i] in seen_by)) {
                seen_by[edge_to[i]] = seen_by[edge_from[i]]
                grew = 1
            }
    } while (grew)
    for (i = 1; i <= foreign_count; i++)
        if (foreign_file[i] in seen_by)
            report(foreign_place[i], foreign[i] " in a header that " seen_by[foreign_file[i]] " sees; keep it in a .cpp or a private header")
    if (found) {
        print "check_layers: " found " include lines break the layers (docs/architecture.md)" > "/dev/stderr"
        exit 1
    }
}
