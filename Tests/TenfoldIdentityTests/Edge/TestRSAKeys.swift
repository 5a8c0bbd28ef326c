/// RSA keys that were made for these tests and are used nowhere else: making one takes seconds at times.
enum TestRSAKeys {
    static let first = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCbsM61AyfYDsM6
        6AcQYY/VdWtXViiZ+1RbIa6vrOF8Uh2XKVL2snzaZe1cKts9GfnbVYYnqfHq+bEk
        N8O43s5SdHXDj8arSywCwg6Gna9S4wSWzyDSqYUQqD7GqSdh3H9Bq+thX43T50Mv
        3VR5PQZoSVlcWO16iPjAI7J435t9f9ROkIAiOYM+Ngvgx0/MZJB2Gn6HPfaunePg
        R9NX2gGMIN3VVdx0H4zFrs6vZWQmgGJHTpSOrujbT4tuRUi1UCwIxFlBLUuopYLh
        02GpYEAr+h4Td+OAFCxRvK/6tht9F+AIX/v/BTeaLssYbEjPTIBDZX2mKs54nHKy
        7p1QOyCDAgMBAAECggEAOYEOeBEYUFbziPhWU5iVVZQu920dRfJsb9R6/uvtxMtX
        npNmzzORpeDr0JULsP+9J2PpTxEYB1/+K5BlPA0fS5k0Pe0GxhHXyZT/ZH0tWoH7
        GfCbAPQX79UUiq/DmgOlBQ6Iu8hdTB0o1a78GmON0Er3NIKsBAw/REhrDPYaKjnO
        90vFMGIRX44Qx8/F/97Qu9pi0i1ZyI0s1rT7u3B+1TdEV/livDcOY7ufr5454vHX
        xDx6cSJPEjHaqJYlSt+XYJ9WNkT0PhbtGyptfW8VCGM8u4azqYZaHOSqoOA5OPpH
        4OV4gYG9cJtbQfc3AlczBTJ6fYMIeSH+ioonC2nrQQKBgQDSHj012+8v0gP02crV
        xLIKieBlYsJiUbSYUxA2qno4sOzV4TaWGYco8VCsgIpV7DPFchkQeC04pJ1Gs4yu
        GM86Z+JW/X5DSRChun3i1tAeuQ1EBJeZdNTkgH1lUKi4Cd1h1/VEnry8Li+phYcZ
        1ALDVEkQHz+QNPVpubkyiksC8wKBgQC9sAgyOS8gk+dLMFpvVL6i/9gNdfUjpWjT
        XlNbx3Ovf5Ka92y5oqP0HmCtifp+C3jayRuOOUWttmE/hXk8B+yakMH0f63SVzbY
        4eBe/ZRl/H5X0Yq9JkdthJBURaLC5Th+3+uJd2ZA+c+VWDyCSDGW5iB4nFReI2Qd
        QJwXm+YwMQKBgQCAgO/sjZrGA0paKAzOGiLNIS+0seayHMg3VK2Y0UA4hbQCxl8N
        A4XO+27cYSy5ieDLw5Eiqmz1tG9fuxWxsAik7r3Vd+kNm5TpZFXzMm9MKt67F5fj
        yTkempqWKPNWwum7Gkmtcut4p0KNCdXrbOdXsKeSjZnhRxJEW8qw5zUjEwKBgEwz
        45cJkf0sbcau7iW7jbo9vbXqpUhksu/2/NXqEnd2cJcAvxT0WZlAeuY8f/0S7sI1
        +HPyXiOjGP5DyKhtJogRj1mB0XqmvsnyNAj1JiCyhq8Q5wOF1TwR/UldkD1riH6v
        xhe7d8CymsoMYIKWLhXI7VKGuv32icmWox546siBAoGAXc9DD+UjF68sKJRMIgKK
        smKCdnC28O3giDMsBXg7ejeY3nZ1ccqL+62aajgkwe1XuMXU4qRlh4u2Zi2vqxPI
        piRerSjpmslPYN+wTnPuugxODIv9du9e/W3XGMkuxUa+Vh59ybwnbVYipiJq0dss
        pOjJR9VyxNCQOc5OkFF8Prc=
        -----END PRIVATE KEY-----
        """

    static let second = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDVKvUhe0xN02nL
        vwmfq1IrIZuOiIOG0t2n3E5YMgF1IfdUk1KK6LRwqZJ8VzY8Bo1aURIjRtBc5bCY
        EKb315Mde9pefOofZ7CKPZsQT6PB/iwv/5QGmUFGRk3nH/dRJ9dhyGvY79Gh5UTK
        RLyyhnfmfhWbj0PmkKPzCyxwV2Kdr8VDJCwuv/Lgb4dlIBLFvbAUQmN1HZNTrR45
        fCO+vfJSg168zkgOBtUkpO9yKU90scH4GNIb3igUoSrQ/vqYxQIEEXeB9AU0Zqxh
        +upbvg5diIc99S1s3PTI7SJ2EuF0XhEc8MR8IXbvT3bN8lxQ7meNnNV4hcifVjJR
        KOCwpIzBAgMBAAECggEABgSgGJqsvATjBT4I9nKsZmfBa00VMhWWEfrEngfOPN8c
        1F8S9Ue0/9WK3/Q2pYvlhdwEgCSZuptkBkgnNpecqpOjoT6O2UEgy3CchgZKtMBJ
        U8ncl3rQTE72PMmNLEO6eGxRLEg3RT0HIqVPt1ZFhQKy91NBCdkh9F3VUWpVAnnj
        e6RSZDMlDVIlQqTmnp7Jr1QR+zJkKMQHfpyiMnzLZQPyhZ0AObC98SY4iMg8gCvt
        3vurzwalcUKN4J/vt3D3Z8JGKoi4frsmTfKWcb2MEfwV5vWmqgTKC5Vvi6oJ8axq
        M8vOTvWGgGs2aCk9v/4Xs4pkmQCQBxlF0ugN+XdT8wKBgQDrbwiilRnkvdoRgOwe
        CxumMmuxCqmJxkmrTJNStwDSTO0DMVj6E/n9ZTN+uVPW9sAuWYaeXx03WUl2bna2
        nXyb6PpvR/MBokbMV+7XVRcCjDJijqptj810FH5qmom7dV3eDHieWL0HrfHSg9Kk
        NbOHuBMDjC7MURjrkwDzpGJU3wKBgQDnyf6de1oohIRcjQCi7yd/DJO8cx5aBJdZ
        JA8KdCCGbSdWHtcy0kaIC+AsieG3VMLLXKfGoY/TeywuN8O5WXt0vbXIncdkUolw
        0m43w+TU1YPlyG1SrBEk9WBhOplIRUxqLrNLV0B0t+61iwPfCGyyj7OlRrzGzmZ/
        z+69T1yyXwKBgQDYLqKNN8AJDFN7Exi9FZIT7+R3MsUun4bx5mS45RW6Baz065E6
        QLGifhTk3iQgFX+uj8JPFiNruW79cr1LPh03xJyBJl37OBkudef4jkeMrVNusHXK
        GOudFVxnYvPp0AGbbXQsYmtg69ZLaYQ4CJ+LlfjPnx8xuZ3aYqfTETTBnQKBgBd7
        78Ak702Ln52A67+WW3oT3CQLxdd4/5yYeq2kdmcoSAQBu+v6QgsmqN/aWHQqslHI
        YXdOhzP2FtPX8oyk9E0vq2tYEQupESPNLj2YK2ck+ugdFnZ52ILWGZ3AQieAXe2k
        LaZEgNNSj2z1WL8QK3Mr/BeSwy2hW+E3QAkOMWYhAoGAeL6vKsjWp0g99xmEgPSC
        tDZalAbuVZ0J/jiRXtfEcVnDUedZZ8pxRX4Ykc8MR0kahYsaR0hkhjzlsU70CA8N
        3HW5bnBwu4XOkFR8juAeF6y4ybIXnK++tUk2l23VoIK9TlJ81K0pt93CdYazVXHH
        GSe3zPdEZiFDOiV1yoLa8l8=
        -----END PRIVATE KEY-----
        """

    /// Of 1,024 bits.
    static let weakPublic = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDQoxmPCAi5S9yDfieq4uP/2xbD
        S2rz//W8YVm6iLyBwF7W9ZOYKLpJxv1h86Y/iLJE5+xH9a9c2Je/M5u5prit6yS/
        NY95u4une1WFL2o6Iv1ssxEwu/6DMqAMLyRhXLZwVDT2LEfEobJK9usIkPLweonC
        TkH/00xenwbYl2i2XwIDAQAB
        -----END PUBLIC KEY-----
        """
}
