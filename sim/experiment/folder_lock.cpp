#include "experiment/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <system_error>

namespace carepool::experiment {

FolderLock::FolderLock(const std::filesystem::path& dir) {
  const std::filesystem::path path = dir / "segments" / "lock";
  store::make_folders(path.parent_path());
  file_ = store::Descriptor(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (file_.get() < 0)
    throw store::StoreError(path, "cannot be made: " + std::generic_category().message(errno));
  while (::flock(file_.get(), LOCK_EX) != 0)
    if (errno != EINTR)
      break;  // a file system without locks: as before, one writer at a time is the user's affair
}

}  // namespace carepool::experiment
