# What each client's `run` is called with: [--binary COHORTD] [--build DIR]; to be sourced.
#
# Sets `here`, `project`, `binary` and `build`. DIR keeps what is built; without it that goes away at the end. Without
# --binary the daemon is built first.
here=$(cd "$(dirname "${BASH_SOURCE[1]}")" && pwd)
project=$(cd "$here/../../.." && pwd)
binary='' build=''
while [ $# -gt 0 ]; do
    case $1 in
        --binary) binary=$(realpath "$2"); shift 2 ;;
        --build) mkdir -p "$2"; build=$(realpath "$2"); shift 2 ;;
        *) echo "usage: ${BASH_SOURCE[1]} [--binary COHORTD] [--build DIR]" >&2; exit 64 ;;
    esac
done
if [ -z "$build" ]; then
    build=$(mktemp --directory)
    # Go makes its cache read-only.
    trap 'chmod --recursive u+w "$build"; rm -rf "$build"' EXIT
fi
if [ -z "$binary" ]; then
    swift build --package-path "$project" --product cohortd >&2
    binary=$(swift build --package-path "$project" --show-bin-path)/cohortd
fi

# Makes sure of Debian packages; where they cannot be had, the run ends here, as skipped: status 77.
needs() {
    "$project/packaging/dependencies" "$@" >&2 || { echo "skipped: it needs $*"; exit 77; }
}
