"""The pictures: real files, drawn hands, one's own photograph."""
