class Config(object):
    words = 50
    size = 8
    length = 6
    rate = 1e-2
