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
            # For every account: an image is built by root and run by another.
            is_program = entry.external_attr >> 16 & 0o100
            os.chmod(path, 0o755 if is_program else 0o644)
except (zipfile.BadZipFile, EOFError, ValueError) as problem:
    sys.exit(f"damaged: {problem}")
except Exception as problem:
    # zlib.error is an Exception of its own; what the disk says is an OSError.
    kind = "disk" if isinstance(problem, OSError) else "damaged"
    sys.exit(f"{kind}: {problem}")
