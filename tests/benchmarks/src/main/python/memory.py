"""What Linux says of this process's memory."""
import pathlib


def memory():
    """The most that was resident at a time, and what is now of mapped files, in megabytes."""
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    status = dict(line.split(":", 1) for line in lines)
    megabytes = {name: int(status[name].split()[0]) // 1024 for name in ("VmHWM", "RssFile")}
    return {"peakMegabytes": megabytes["VmHWM"], "mappedMegabytes": megabytes["RssFile"]}
