"""Unpacks the files of a wheel whose names match. Arguments: wheel, folder, pattern."""
import os
import re
import sys
import zipfile

wheel, folder, pattern = sys.argv[1:]
try:
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            if not re.fullmatch(pattern, entry.filename):
                continue
            path = archive.extract(entry, folder)
            mode = entry.external_attr >> 16 & 0o777
            if mode != 0:
                os.chmod(path, mode | 0o200)
except (zipfile.BadZipFile, EOFError, ValueError) as problem:
    sys.exit(f"damaged: {problem}")
except Exception as problem:
    # zlib.error is an Exception of its own; what the disk says is an OSError.
    kind = "disk" if isinstance(problem, OSError) else "damaged"
    sys.exit(f"{kind}: {problem}")
